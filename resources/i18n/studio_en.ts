<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>studio</name>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source> and {n} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source> · {n} waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;About PocketBERT Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Open a table…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>, out of date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>1 running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>4-bit linear in blocks of 16, 5.25 bits with scales: keeps most labels; needs iOS 18</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>4-bit palette per tensor: 16 shared values each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>6-bit palette per tensor: 64 shared values each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>8-bit linear, one scale a channel: half the size of float16, hardly any loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>8-bit palette per tensor: 256 shared values each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>A CSV whose text column is classified row by row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>A base encoder to fine-tune: folder, hub id, or 'sample' (the installed encoder).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>A fine-tuned classifier: a Hugging Face folder or hub id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>A small, proven text classifier for an iPhone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>A text or CSV file with sentences; empty takes the project's validation rows, or built-in ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>A third of the teacher's layers, weights copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <location filename="../../studio/ui/scatter.py"/>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/forms.py"/>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/charts.py"/>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Alpha</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Also draw the figures into this SVG file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>An .mlpackage, an .onnx file, a Hugging Face folder, or an artifact's name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>An .mlpackage, or an artifact's name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>Apple GPU (MPS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Arithmetic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Arithmetic of the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>Asked before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>At most this many sentences, besides the hard rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>At most this many validation rows in a parity check, besides the hard rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>At work: {jobs}. What was finished is kept; training goes on from its last checkpoint when you resume it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Attribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Augment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Augmented copies of each train row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Augmented rows are stored: {size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Best epoch: {n} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>Between {low} and {high}{unit}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>CPU, {n} cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>CSV, TSV, JSONL or Parquet, with a column of sentences and a column of labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>CUDA GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Choose a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Choose a reason to see its row numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_picture.py"/>
        <source>Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Choose or drop a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_table.py"/>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Column with the label ids; found when empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Column with the label names; found when empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Column with the sentences; found by its name when empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Compression schemes to write as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Compression schemes, one package each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Compute units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <source>Convert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Copies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Copies of each row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_table.py"/>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <location filename="../../studio/ui/notice.py"/>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Core ML's choice of processors (macOS).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>Core ML: native</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>Core ML: reference interpreter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Csv</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/notice.py"/>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/notice.py"/>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/distil.py"/>
        <source>Distil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>DistilBERT's shape: 6 layers of width 768, new weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Drop a labelled file anywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Drop copies on which the teacher changes its mind; needs a teacher.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>Drop one file or folder at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Dropped rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/training_pane.py"/>
        <source>Each epoch's scores are drawn here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/training_pane.py"/>
        <source>Epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Epochs without improvement before stopping.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Every model side by side: size, accuracy, speed, and agreement with PyTorch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Fine-tune the 6-layer encoder that comes with the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Finetune</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Folder to write into; empty is the project's exports.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>From a labelled CSV and a big BERT to a Core ML model you can type into. Drop a file anywhere to begin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>From a labelled table and a big BERT to a small, proven Core ML text classifier.

Licence: Apache-2.0. Window: Qt and PySide6 (LGPL-3.0), qasync (BSD). Font: Inter (OFL-1.1). Icons: Lucide (ISC). Synonyms: WordNet 3.0 (its own licence).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Go on from the last checkpoint of the same settings (also done when one is found).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Go on where you stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Half of the teacher's layers, weights copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Hard labels and the teacher's softened answers together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Hide jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>How it is read and split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>How often each method is drawn beside the others, in their order; all alike when empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>How the graph is read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Hugging Face folder, 'teacher', 'student' or an artifact's name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>Import “{name}” {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>In the exports folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Input lengths: one (128) or several (32,64,128; needs iOS18); 'auto' adds short ones; empty takes the classifier's own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Interrupted: resume it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>It has said nothing yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Judge every package against its classifier and score it on the test rows; exit 6 when one fails.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Keep row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Keep working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/charts.py"/>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Label column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Label id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Label source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Labels to read as one, or a new name for a label: a,b=c; in the order given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Last check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Leaves out this share of the words; names, numbers and denials stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Lengths</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/answers.py"/>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Log of {job}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Longest input in tokens; 0 takes the 99th percentile of the data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/training_pane.py"/>
        <source>Loss over steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Macro F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Made from: {source}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Max length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Measure once more what is known already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Measure speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Memory layout of the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Merge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Method and the probability that a word changes; one method is drawn per copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>MiniLM's shape: 6 layers of width 384, new weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Mix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>MobileBERT's shape: 24 narrow layers, new weights; may overflow fp16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/scatter.py"/>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Models compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Models to judge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Models to measure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Models to measure; none means all of the project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Name a classifier you have, or a base encoder to fine-tune.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Name a model or a base encoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Name only one of the two.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/state.py"/>
        <source>No project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>No project open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>No row was dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/desk.py"/>
        <source>Not started, because “{first}” did not finish.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Nothing is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Nothing yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>ONNX files can't be opened yet: drop a Hugging Face folder or an .mlpackage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Objective</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Of the reference runtime: as the program declares, or quicker fp32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Oldest system the package runs on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>On conflict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>On duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>On the front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>Open a &amp;project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Open a CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Open a labelled file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Open a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/window.py"/>
        <source>Open a project folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Open a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Open the project {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>Open the project “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Open {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <source>Packages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <source>Packages are written into the project's exports folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Packages under Convert carry their labels, tokenizer and provenance already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Passes over the train part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Passes over the train rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Passes when distilling the student.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Passes when fine-tuning the teacher.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Patience</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Peak learning rate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>Playground</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>PocketBERT Studio {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Prepare the teacher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Press the step's main button</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Press “Prepare the teacher” to load and score it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Processor threads for the arithmetic; 0 chooses: all cores, less one on a busy desktop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Progress of {job}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>Project: {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Put an apostrophe before cells that a spreadsheet would take for formulas (= + - @).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Read a labelled file, account for every row, and split it for training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Reasons for dropped rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Recent projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Replaces this share of the words that have a safe synonym; names and numbers stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/job_pane.py"/>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Result of the last check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Row to keep although its text is repeated or has two labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Rows kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Rows of each label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Rows of the data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Rows of the sample.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Runtime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_frame.py"/>
        <source>Save picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_frame.py"/>
        <source>Save picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_frame.py"/>
        <source>Saved as {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Scheme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Seed of everything.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Seed of the new head and the order of rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Seed of the order of rows and of new weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>Sentence to classify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>Sentences asked before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Sentences worked on at once; smaller needs less memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Sentences; read from standard input when there are none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/job_pane.py"/>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Share of rows kept for choosing the best epoch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Share of rows kept for the final exam.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_frame.py"/>
        <source>Show as a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Show jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Show or hide the jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Size against accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Size and accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Softens the teacher's answers; higher shows more of its doubts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Something before it changed since: make it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/app.py"/>
        <source>Something went wrong: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Source and licence of the text, for cards and reports.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/distil.py"/>
        <source>Start distillation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_lines.py"/>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pane.py"/>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Stop and close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Stop what is running and close?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Stopped: can be resumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Student</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Student epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Student preset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Tables ({kinds})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/distil.py"/>
        <source>Teach a small student with the teacher's soft labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Teacher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Teacher epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Teacher filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Text column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The CSV to write: the input's columns plus predicted_label and confidence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The CSV's column with the right labels: the answers are scored against it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The CSV's column with the sentences; found by its name when empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_table.py"/>
        <source>The chosen rows, or all; a spreadsheet takes them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>The data changed since: augment again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The data's labels alone, no teacher.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The file to read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/desk.py"/>
        <source>The job's story broke off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>The large classifier the student learns from: your own, or fine-tuned here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/training_pane.py"/>
        <source>The loss is drawn here while it trains.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>The model card and the report: what the classifier is and what was verified where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The model to compare with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The same seed splits the same way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The same seed writes the same copies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>The whole way on 3,000 labelled sentences, in some ten minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>There is no model to ask yet: distil a student, or drop an .mlpackage here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>This is a fault of PocketBERT Studio. What was saved is safe; the report helps to mend it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>This page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>This step is optional. How many copies each method wrote is shown here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Time texts of exactly this many tokens; 0 takes real sentences as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Timed calls per model, after the warm-up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>TinyBERT's shape: 4 layers of width 312, new weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/training_pane.py"/>
        <source>Training loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Training uses the augmented rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>Trains on: {device}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>Try the &amp;sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Try the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>Try “{name}” in the playground.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>Type a sentence: every chosen model answers as you type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>Type or paste a sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Use the installed encoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>Use “{name}” as the teacher.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Validation and test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/training_pane.py"/>
        <source>Validation by epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/training_pane.py"/>
        <source>Validation scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Verify compares every package with its PyTorch model, row by row; Measure times them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Verify packages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Waiting for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Weight of the hard labels; the rest goes to the teacher's.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>Welcome page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/job_pane.py"/>
        <source>What came out is shown here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>What runs the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>What runs the models; 'every' takes each that can, 'auto' the best.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>What the student learns to do: both kinds of labels, or the hard ones alone as a control.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>What to do with exact duplicates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>What to do with one text under two labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>What to write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Where to write (a folder when there are several schemes).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Where to write; empty keeps it in the project's exports.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Who labelled the rows; shown wherever scores are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>WordNet language (ISO 639-3); others than eng need NLTK's corpora.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <source>Write Core ML packages: one as it is, and a smaller one for each scheme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Write more examples with the same meaning; validation and test stay as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Your own labelled sentences: CSV, TSV, JSONL or Parquet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>a row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>by: {who}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/undo.py"/>
        <source>change of “{field}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_picture.py"/>
        <source>chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>comma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/rail.py"/>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/rail.py"/>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>found by its name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>into a new project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>into this project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/rail.py"/>
        <source>its files are gone: make it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>kinds: human labels; clauses: the article's four labels, made by rules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>larger marks are slower; the line joins what nothing beats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>macro F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>never seen in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>not made yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/rail.py"/>
        <source>not started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>of {n} read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>on {n} test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/rail.py"/>
        <source>out of date: something before it changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>over labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/rail.py"/>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>row number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>rows to learn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/rail.py"/>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>semicolon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>sentences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>teacher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>teacher: {score}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>{columns} · {encoding}, delimiter {delimiter}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>{done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/words.py"/>
        <source>{hours} h {minutes:02d} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/words.py"/>
        <source>{minutes} min {seconds:02d} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_picture.py"/>
        <source>{name} can't be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>{n} word pieces were cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/words.py"/>
        <source>{rate}/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>{reason}: rows {rows}{more}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/words.py"/>
        <source>{seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/words.py"/>
        <source>{seconds} s each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>{size} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>{time} so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_frame.py"/>
        <source>{title}: save or show as a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>“{name}” can't be used here. Drop a CSV, TSV, JSONL or Parquet file, a model folder, an .mlpackage, or a project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>“{name}” is neither a project nor a model folder (it has no config.json).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>“{path}” is chosen as the teacher.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
