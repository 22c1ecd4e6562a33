BEGIN TRANSACTION;
CREATE TABLE artifacts (
            digest TEXT PRIMARY KEY, kind TEXT NOT NULL, path TEXT NOT NULL, size_bytes INTEGER NOT NULL,
            made_by TEXT NOT NULL, parents TEXT NOT NULL, about TEXT NOT NULL, made_at TEXT NOT NULL
        ) STRICT;
INSERT INTO "artifacts" VALUES('9878e2e7cd7c738fc53b378a99a5679f4c181160e7c6fa857455ce8cecff3197','dataset','datasets/dataset-9878e2e7cd7c',65,'import','[]','{"rows": 2}','2026-11-22T17:00:00Z');
INSERT INTO "artifacts" VALUES('f5a3d898817f2a0e1c59548b5f226a0d1d41e1b441535f1f723bc67f279b291e','model','models/teacher-f5a3d898817f',23,'teach','["9878e2e7cd7c738fc53b378a99a5679f4c181160e7c6fa857455ce8cecff3197"]','{"parameters": 22713216}','2026-11-22T17:00:00Z');
CREATE TABLE migrations (name TEXT PRIMARY KEY) STRICT;
INSERT INTO "migrations" VALUES('0001-catalogue');
CREATE TABLE names (name TEXT PRIMARY KEY, digest TEXT NOT NULL REFERENCES artifacts(digest)) STRICT;
INSERT INTO "names" VALUES('dataset','9878e2e7cd7c738fc53b378a99a5679f4c181160e7c6fa857455ce8cecff3197');
INSERT INTO "names" VALUES('teacher','f5a3d898817f2a0e1c59548b5f226a0d1d41e1b441535f1f723bc67f279b291e');
CREATE TABLE results (key TEXT PRIMARY KEY, step TEXT NOT NULL, result TEXT NOT NULL, made_at TEXT NOT NULL) STRICT;
INSERT INTO "results" VALUES('6c7309757d3b6262e7f1d0e2ba35801b69bf3ad36f5fc1237d72e73b1592166f','import','{"result": {"rows": 2}, "names": {"dataset": "9878e2e7cd7c738fc53b378a99a5679f4c181160e7c6fa857455ce8cecff3197"}}','2026-11-23T05:57:17Z');
CREATE TABLE runs (
            id TEXT PRIMARY KEY, step TEXT NOT NULL, spec TEXT NOT NULL, pid INTEGER NOT NULL,
            started_at TEXT NOT NULL, ended_at TEXT, state TEXT NOT NULL, message TEXT NOT NULL DEFAULT ''
        ) STRICT;
INSERT INTO "runs" VALUES('20261123-055716-import-88d1b2','import','{"file": "sentences.csv"}',1,'2026-11-23T05:57:16Z','2026-11-23T05:57:17Z','done','');
COMMIT;
