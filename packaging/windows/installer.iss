; The installer (Inno Setup 6): for the person who installs it, no administrator needed. NOT YET RUN by anybody.
[Setup]
AppId={{6B0C9B4E-0B7B-4B0E-9C6B-6D1C7B7B2F51}
AppName=PocketBERT Studio
AppVersion={#Version}
AppPublisher=The PocketBERT Studio authors
DefaultDirName={autopf}\PocketBERT Studio
DefaultGroupName=PocketBERT Studio
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
Compression=lzma2/max
SolidCompression=yes
LicenseFile=..\..\LICENSE
OutputBaseFilename=pocketbert-studio-{#Version}-setup
SetupIconFile=..\..\build\icons\pocketbert-studio.ico
UninstallDisplayIcon={app}\PocketBERT Studio.exe
ChangesAssociations=yes

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\PocketBERT Studio"; Filename: "{app}\PocketBERT Studio.exe"

[Registry]
Root: HKA; Subkey: "Software\Classes\.csv\OpenWithProgids"; ValueType: string; ValueName: "PocketBERTStudio.table"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\PocketBERTStudio.table\shell\open\command"; ValueType: string; ValueData: """{app}\PocketBERT Studio.exe"" ""%1"""; Flags: uninsdeletekey
