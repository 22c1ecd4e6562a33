# Builds the folder and an installer on Windows: packaging\windows\bundle.ps1 [-Out dist]. NOT YET RUN by anybody.
# coremltools has no Windows wheel and is left out there: the bundle imports, teaches, distils and runs .onnx files; it converts
# only where coremltools' Python part was installed by hand (the studio then writes weights itself: proven on Linux by hiding the rest).
param([string]$Out = "dist")
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
New-Item -ItemType Directory -Force $Out | Out-Null
python -c "import PyInstaller" 2>$null
if ($LASTEXITCODE) { python -m pip install -q "pyinstaller>=6.22,<7" }
$env:PYTHONHASHSEED = "0"; $env:HF_HUB_OFFLINE = "1"
if (-not $env:SOURCE_DATE_EPOCH) { $env:SOURCE_DATE_EPOCH = (git log -1 --format=%ct) }
python packaging/icons.py build/icons
if ($LASTEXITCODE) { exit 1 }
python -m PyInstaller --noconfirm --log-level ERROR --distpath $Out --workpath build/pyinstaller packaging/pocketbert.spec
if ($LASTEXITCODE) { exit 1 }
python packaging/licences.py "$Out/pocketbert-studio/LICENSES"
if ($LASTEXITCODE) { exit 1 }
$version = python -c "import studio; print(studio.__version__)"
# Inno Setup 6 (iscc); SIGNTOOL names a command that signs a file when there is a certificate.
if ($env:SIGNTOOL) {
    & cmd /c "$env:SIGNTOOL `"$Out\pocketbert-studio\PocketBERT Studio.exe`""
    if ($LASTEXITCODE) { exit 1 }
}
iscc /Qp "/DVersion=$version" "/DSource=$((Resolve-Path $Out\pocketbert-studio).Path)" "/O$((Resolve-Path $Out).Path)" packaging\windows\installer.iss
exit $LASTEXITCODE
