"""Sample CSVs built from the installed package of licence texts (licensedcode-data, CC-BY-4.0)."""

from studio.data.samples.build import SAMPLES, build_sample

__all__ = ["SAMPLES", "build_sample"]
