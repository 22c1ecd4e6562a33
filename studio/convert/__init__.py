"""A checkpoint becomes an .mlpackage, and a package becomes a smaller one."""

from studio.convert.compression import compress
from studio.convert.conversion import convert
from studio.convert.reports import CompressReport, ConvertSettings, PackageReport, TensorBits
from studio.convert.routes import ROUTES
from studio.convert.schemes import SCHEMES

__all__ = [
    "ROUTES",
    "SCHEMES",
    "CompressReport",
    "ConvertSettings",
    "PackageReport",
    "TensorBits",
    "compress",
    "convert",
]
