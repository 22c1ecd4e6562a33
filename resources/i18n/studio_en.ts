<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>studio</name>
    <message>
        <location filename="../../studio/ui/presenters/data_lengths.py"/>
        <source> on {n} of {of} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source> · {n} rows can't be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source> · {n} to resume</source>
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
        <source>&amp;Edit</source>
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
        <source>&amp;Guide</source>
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
        <source>&amp;Make the sample's models from its table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Open a table…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Preferences…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Redo</source>
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
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>&amp;Welcome page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/conversion.py"/>
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
        <source>2-bit palette of the word table, 4-bit palettes elsewhere, weighted by what real sentences need; needs iOS 18</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>3-bit palette for each 16 channels, weighted by what real sentences need; needs iOS 18</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>4 bits for the inner layers, 6 for the words your texts use, 2 for all other words; needs iOS 18</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>4-bit linear in blocks of 16, 5.25 bits with scales: keeps most labels; needs iOS 18</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>4-bit palette for each 16 channels, weighted by what real sentences need; needs iOS 18</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>4-bit palette per tensor, its values weighted by what real sentences need: keeps more labels than palette4 at its size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>4-bit palette per tensor: 16 shared values each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>6 bits for the inner layers and the words your texts use, 2 for all other words; needs iOS 18</source>
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
        <source>8-bit linear, one scale a tensor: for tools that know no scales a channel; loses more than int8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>8-bit palette per tensor: 256 shared values each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>95 of 100 sentences take no longer than this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>A CSV or text file with sentences without labels: the teacher answers them, and a second one of the same base learns from its answers too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>A CSV or text file with sentences without labels: the teacher answers them, the student learns from that.</source>
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
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>A hub model's labels are compared once it is downloaded, before it is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>A name can't contain an equals sign or a double quote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>A quarter of the numbers are zero, the rest 8-bit linear: 7 bits a number; needs iOS 18</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>A quarter of the numbers are zero, the rest a 6-bit palette: 5.5 bits a number; needs iOS 18</source>
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
        <location filename="../../studio/ui/batch.py"/>
        <source>A whole file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <location filename="../../studio/ui/presenters/training.py"/>
        <location filename="../../studio/ui/scatter.py"/>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>Accuracy {accuracy} on the test rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <source>Accuracy {accuracy}, macro F1 {f1} on {rows} labelled rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/device_card.py"/>
        <source>Add a report of a device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/device_card.py"/>
        <source>Add a report…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>Add the figures in “{name}” to the comparison.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/forms.py"/>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/before_after.py"/>
        <source>After: {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Agreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Agrees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/charts.py"/>
        <location filename="../../studio/ui/presenters/confusion.py"/>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>All answers ({n})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_table.py"/>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>All labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>All layers at half the width, the teacher's strongest weights copied; train it longer.</source>
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
        <location filename="../../studio/ui/panes/export.py"/>
        <source>An Xcode project (or a Swift Playgrounds package) with every package that has not failed its check, and the Swift package an app needs: a tokenizer that reads as Hugging Face's does, live answers, comparison, a benchmark. Run its benchmark on the phone and drop the device-report.json it shares onto this window: Compare then shows the phone's own figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/batch.py"/>
        <source>Answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Answers less probable than this count as not sure; 0 answers always.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Answers, and: Attention scores of matched layers alike, head by head (TinyBERT).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Answers, and: Each row's pooled state nearer to its teacher's than to other rows' (InfoNCE).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Answers, and: First-token states of matched inner layers alike in direction (BERT-PKD).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Answers, and: Hidden states of matched layers alike, token by token (TinyBERT).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Answers, and: Relations between tokens alike in one layer, whatever the widths (MiniLMv2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Answers, and: The last layer's attention and value relations alike (MiniLM); as many heads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>App's identifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>App's name</source>
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
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Arrow file to write texts, answers and confidences to as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>As the job will write them with this seed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>As the package declares</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_table.py"/>
        <source>As they came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Ask the teacher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Ask what becomes of running jobs when the window closes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/asked.py"/>
        <source>Asked before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>At least two labels must remain.</source>
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
        <source>At work: {jobs}. “Resume later” closes now and offers them at the next start, where training goes on from its last checkpoint. What was finished is kept either way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Attribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <location filename="../../studio/ui/presenters/activity.py"/>
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
        <source>Average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Back to the data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Balance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/before_after.py"/>
        <source>Before: {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Best checkpoint kept: epoch {n} of {all}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Best checkpoint kept: epoch {n}, accuracy {score}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>Between {low} and {high}{unit}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/disagreements.py"/>
        <source>Both give the same label on all {n} test rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Budget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Bundle id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>C&amp;lose the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>CPU, {n} cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>CSV files (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>CSV, TSV, JSONL, Excel or Parquet, with a column of sentences and a column of labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>CUDA GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_labels.py"/>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/window.py"/>
        <source>Cancel the running job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Card and report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Change the folder for new projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Changed mind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Check parity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Choose a different column for each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/hints.py"/>
        <source>Choose a file with one sentence and its label in each row, look at what was read, then press Import.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Choose a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Choose a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/sheets.py"/>
        <source>Choose a font, the icons or the words to read their licence; a library's comes with its package.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Choose a method.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Choose a model folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Choose a reason to see its rows below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pane.py"/>
        <source>Choose a teacher first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pane.py"/>
        <source>Choose a teacher or distil a student first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_picture.py"/>
        <source>Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Choose it again, then repeat what you did.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Choose one package: its layers are compared with its classifier's, one by one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Choose or drop a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Choose the column with the labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Choose the column with the sentences.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Choose the columns below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>Choose the folder that holds config.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/disagreement_card.py"/>
        <source>Choose two different models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Choosing rows…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Classify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Classify a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Classify a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <source>Classify every row of “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_table.py"/>
        <location filename="../../studio/ui/drawer.py"/>
        <location filename="../../studio/ui/sheets.py"/>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>Close the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_scores.py"/>
        <source>Close the rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_columns.py"/>
        <source>Column of the {role}</source>
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
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Compress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <source>Compression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Compression schemes to write as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Compression schemes, one package each; 'auto' searches bits for each layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Compute units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <source>Confidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Convert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pane.py"/>
        <source>Convert a model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Copied</source>
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
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>Copy &amp;report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Copy of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <location filename="../../studio/ui/notice.py"/>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Copy the Swift code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>Core ML compiles it, once…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>Core ML on this Mac</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>Core ML runs on</source>
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
        <location filename="../../studio/ui/data_report.py"/>
        <source>Count again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Count tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_scores.py"/>
        <source>Counted when the model is made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_lengths.py"/>
        <source>Counted{some} with the installed encoder's tokenizer, until a teacher is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_lengths.py"/>
        <source>Counted{some} with the teacher's tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Csv</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Delimiter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/notice.py"/>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/devices.py"/>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Device report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/device_card.py"/>
        <source>Device reports ({kinds})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/notice.py"/>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/distil.py"/>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Distil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pane.py"/>
        <source>Distil a student first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>DistilBERT's shape: 6 layers of width 768, new weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Divides the logits before the softmax, so that probabilities are honest: a number, or 'auto' fits it on the validation rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/hint.py"/>
        <source>Don't show hints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Drop a CSV, TSV, JSONL, Excel or Parquet file here: one model answers every row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Drop a labelled file anywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Drop copies on which the teacher changes its mind.</source>
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
        <location filename="../../studio/ui/data_report.py"/>
        <source>Drop this row again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Dropped rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Drops copies on which the teacher changes its mind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/training_pane.py"/>
        <source>Each epoch's scores are drawn here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_scores.py"/>
        <source>Each label, on the test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Each layer's rate, as so many times that of the layer above it; 1 treats all alike, 0.95 is usual.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scheme_boxes.py"/>
        <source>Each scheme writes one package more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Encoding</source>
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
        <location filename="../../studio/ui/trace_sheet.py"/>
        <source>Error by depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_lengths.py"/>
        <source>Estimated{some} from the words, until a teacher is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/augment.py"/>
        <source>Every label grows alike: “{most}” stays {times} times as frequent as “{least}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Every model side by side: size, accuracy, speed, and agreement with PyTorch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Every row has the label “{name}”: choose another column, or add rows with a second label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/sheets.py"/>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Export answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Export answers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/device_card.py"/>
        <source>Export makes an iPhone app with these models. Run its benchmark, share device-report.json, and drop the file here: the phone's own figures then stand beside this computer's.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Few rows get more epochs until there are so many optimiser steps; 0 keeps to the epochs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/device_card.py"/>
        <source>Figures of devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Figures of {device} were added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>Fine-tune</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Fine-tune an encoder on your rows (“sample” is the one installed), or name a classifier you have: a folder or a hub id.</source>
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
        <source>First drop the word pieces that neither the project's texts nor common English need.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/disagreement_card.py"/>
        <source>First model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Folder for new projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Folder to write into, or the .html or .md file itself; empty is the project's exports.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/sheets.py"/>
        <source>Fonts, icons, words and libraries with their licences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>For this share of the words that have a safe synonym, puts the synonym in somewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/asked.py"/>
        <source>Forget all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Fresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>Fresh copies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Fresh copies that the teacher answers otherwise than their original: believe the teacher alone, use the original instead, or keep the label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Fresh method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_lengths.py"/>
        <source>From (tokens)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>From a labelled CSV and a big BERT to a Core ML model you can type into. Drop a file anywhere to begin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/sheets.py"/>
        <source>From a labelled table and a big BERT to a small, proven Core ML text classifier. Licence: Apache-2.0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Give it a name.</source>
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
        <location filename="../../studio/ui/help.py"/>
        <source>Guide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Half of the numbers are zero, the rest stay float16: 9 bits a number; needs iOS 18</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Half of the sentences take no longer than this</source>
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
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Header rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Hide jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/hint.py"/>
        <source>Hide this hint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>How it is read and split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>How many times smaller than its classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>How often each method is drawn beside the others, in their order; all alike when empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>How tensors lie: plain, or neural-engine as Apple advises (4-D, channels first, 1x1 convolutions, one head at a time); the answers stay the same. Not timed on a Mac yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>How the file's characters are written, such as utf-8, cp1252 or utf-16; found when empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>How the graph is read: straight from PyTorch, or through ONNX.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Hugging Face folder, 'teacher', 'student' or an artifact's name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pane.py"/>
        <source>Import a file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>Import “{name}” {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>In an app</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <source>In the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Input lengths: one (128) or several (32,64,128; needs iOS18); 'auto' adds short ones; empty takes the classifier's own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/sample.py"/>
        <source>Install them, then press again: pip install 'pocketbert-studio[sample]'</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/licences.py"/>
        <source>Inter (font)</source>
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
        <location filename="../../studio/ui/workspace.py"/>
        <source>It is open in another window: here you can only look.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>It needs config.json, model.safetensors and tokenizer.json, as save_pretrained writes them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>It needs two optional packages: press to see how they are installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>It was moved, renamed or deleted. What ran was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>Its config.json is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>Its labels don't match the data's.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Its weights in float32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Jobs are still running. Close the window?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Judge and keep the running average of the weights, of which this share stays at each step; 0 keeps the last step's.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Judge every package against its classifier and score it on the test rows; exit 6 when one fails.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Keep row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/hints.py"/>
        <source>Keep the suggested student for a first try; press the button and watch it catch up with the teacher.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Keep this row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Keep working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/sheets.py"/>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/charts.py"/>
        <location filename="../../studio/ui/presenters/data.py"/>
        <location filename="../../studio/ui/presenters/data_rows.py"/>
        <location filename="../../studio/ui/presenters/disagreements.py"/>
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
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Label id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Label source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_labels.py"/>
        <location filename="../../studio/ui/data_report.py"/>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Labels of the data and of the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Labels of unlike size: leave them so, weigh rare ones more, draw all equally often (sampling), or half way there (square-root).</source>
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
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Largest difference between a logit of the package and of its classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Latency measured on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Layer decay</source>
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
        <source>Least steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>Leave it closed</source>
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
        <location filename="../../studio/ui/data_report.py"/>
        <source>Length in tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Lengths</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/conversion.py"/>
        <source>Lengths are whole numbers of tokens, such as 128 or 32,64,128.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Lets this share of the words change places with each other; names, numbers and denials stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Lines of column names; 0: the file begins with data, -1 finds out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/devices.py"/>
        <source>Load</source>
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
        <location filename="../../studio/ui/presenters/devices.py"/>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Logit diff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Longest input in tokens; 0 takes the 99th percentile of the data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>Look without changing anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/training_pane.py"/>
        <source>Loss over steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/licences.py"/>
        <source>Lucide (icons)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>ML Program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Macro F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Macro F1: the mean over labels, rare ones count as much</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Made from: {source}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Make the app</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Make the app a Swift Playgrounds package (.swiftpm) of small models, not an Xcode project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/settings.py"/>
        <source>Make {place} a file that may be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>Markdown to put beside the model: labels, data, scores, parity, settings, who labelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Max length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Measure again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Measure all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Measure all compares it with its classifier, row by row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Measure once more what is known already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Measure speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/devices.py"/>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/answers.py"/>
        <source>Median of the last answers: encoding and the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/devices.py"/>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/data_labels.py"/>
        <source>Merge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Merge labels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_labels.py"/>
        <source>Merge or rename labels</source>
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
        <source>Method of the fresh copies and its probability; one is drawn per copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>MiniLM's shape: 6 layers of width 384, new weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Misspells this share of the longer words by a slip of the hand; names and numbers stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/method_mix.py"/>
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
        <location filename="../../studio/ui/batch.py"/>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <location filename="../../studio/ui/presenters/devices.py"/>
        <location filename="../../studio/ui/presenters/packages.py"/>
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
        <location filename="../../studio/ui/presenters/batch.py"/>
        <source>Most confused: {pairs}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Multiply-adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_labels.py"/>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/hints.py"/>
        <source>Name a classifier you have, or let one be fine-tuned on your rows, then prepare it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Name a model or a base encoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>Name it under “Finetune” instead: it is taught here, on your data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_labels.py"/>
        <source>Name of the label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Name only one of the two.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Name the first op, layer and row where a package parts from the reference; list its ops.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Neural Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>New copies of each row in every epoch, answered by the teacher; they take the place of copies made beforehand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>New projects go to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pane.py"/>
        <source>Next: {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>No better than {what} ({score}): {points} points below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/help.py"/>
        <source>No page has these words.</source>
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
        <location filename="../../studio/ui/presenters/batch.py"/>
        <source>No row of that column holds a label the model knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>No row was dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Not measured yet: {listed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/desk.py"/>
        <source>Not started, because “{first}” did not finish.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>Not sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>Not verified yet: measure it in Compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/settings.py"/>
        <source>Nothing in your projects is touched. A copy of the damaged file lies beside {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Nothing is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/trace_sheet.py"/>
        <source>Nothing was compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>ONNX graph</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>ONNX head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>ONNX output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>ONNX pooling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Objective</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Of an .onnx encoder with a head: how its tokens become one row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Of an .onnx encoder: its classification head, an .npz file with weight, bias and labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Of an .onnx file: the output to take; found by its name when empty.</source>
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
        <source>On a Mac: the Apple developer team that signs Core ML Tools' test app, to time packages on a connected iPhone or iPad as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>On conflict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/device_card.py"/>
        <source>On devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>On disk</source>
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
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>On the test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>One HTML page with every table of the comparison; it needs nothing beside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>One row for each example: a sentence, and the label it should get.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/disagreement_card.py"/>
        <source>Only where it got worse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Op</source>
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
        <location filename="../../studio/ui/welcome.py"/>
        <source>Open a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>Open a project folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>Open it where it is now…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Open the folder</source>
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
        <location filename="../../studio/ui/trace_sheet.py"/>
        <source>Ops of the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/hints.py"/>
        <source>Optional: press Augment to write reworded copies of your training rows, or go on to Teacher.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_table.py"/>
        <source>Order of the rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Other chances, for this preview only; the job uses the seed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Otherwise they are kept, to be resumed at the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_lengths.py"/>
        <source>Out of date: a teacher was chosen since, whose tokenizer may count otherwise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pane.py"/>
        <source>Out of date: something before it changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Package the Swift code is for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Packages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Packages are compared with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <source>Packages are written into the project's exports folder, then compared with their classifier row by row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Packages for the app; none means every one that has not failed its check.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/help.py"/>
        <source>Page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/help.py"/>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Palette of 256 pairs: 4 bits a number; needs iOS 18</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Parity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>Parity {verdict} on {rows} rows, by {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_rows.py"/>
        <source>Part</source>
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
        <location filename="../../studio/ui/trace_sheet.py"/>
        <source>Place in the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>Playground</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/sheets.py"/>
        <source>PocketBERT Studio {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Pooling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Predict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Preferences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Prepare the teacher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_scores.py"/>
        <source>Press a cell to see its rows; the arrow keys walk, Enter presses.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/hints.py"/>
        <source>Press the button to measure, then take the smallest package that still answers as the teacher does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Press the main button again to go on from the last checkpoint; with other settings it begins anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/confusion.py"/>
        <source>Press the main button again: what did not change is kept, and they are written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/window.py"/>
        <source>Press the step's main button</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>Press “Prepare the teacher” to load and score it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pane.py"/>
        <source>Press “{button}” to make it again; what was measured of it is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Processor threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Processor threads for the arithmetic; 0 chooses: all cores, less one on a busy desktop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/training_pane.py"/>
        <source>Progress of the training</source>
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
        <source>Prune vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Put an apostrophe before cells that a spreadsheet would run as formulas (= + - @; numbers stay).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Put the selected row back into the data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Puts a mark of punctuation before this share of the words (AEDA).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Ratio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Read a labelled file, account for every row, and split it for training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Read several labels as one, or rename a label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Reading the file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
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
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Reject below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/answers.py"/>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Remove from list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/answers.py"/>
        <source>Remove {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Remove {name} from the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pane.py"/>
        <source>Removed from the disk: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_labels.py"/>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>Rename the labels in one of them, or fine-tune a teacher on this data.</source>
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
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>Resume later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Right labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Roll again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Rolled once, for a look; the job uses the seed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Rolled {n} times, for a look; the job uses the seed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <location filename="../../studio/ui/presenters/data_rows.py"/>
        <source>Row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Row to keep although its text is repeated or has two labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_scores.py"/>
        <source>Rows behind the cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Rows classified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Rows kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Rows of each label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Rows of each label in train, validation and test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Rows of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Rows of the sample.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Rows on which both answer the same label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/disagreement_card.py"/>
        <source>Rows on which the two models disagree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>Rows without text or label, repeated texts, and texts with two labels are listed with their row numbers. You decide about each of them, and can undo it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Rows: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/devices.py"/>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Runs on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Runtime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>Save a &amp;copy of the project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>Save a copy of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/workspace.py"/>
        <source>Save a copy of the project (File menu) and go on there.</source>
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
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Save the package as {file}, drag it into Xcode, and Xcode makes the class. Your app turns the sentence into token ids with the tokenizer.json that the package carries in its metadata ({key}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Save to…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Save {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_frame.py"/>
        <source>Saved as {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Saved {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Scheme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Scheme auto: share of the classifier's answers that must stay the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Scheme auto: the largest size, such as 30MB; the best within it is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_scores.py"/>
        <source>Scores of each label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/help.py"/>
        <source>Search the guide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_table.py"/>
        <source>Searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/disagreement_card.py"/>
        <source>Second model</source>
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
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>Sentence to classify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/asked.py"/>
        <source>Sentences asked before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Sentences to calibrate and judge by; empty takes the project's train and validation rows.</source>
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
        <location filename="../../studio/ui/settings.py"/>
        <source>Settings cannot be kept: what you change is forgotten when the window closes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/conversion.py"/>
        <source>Several lengths need {needed}: choose that target, or one length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Shape</source>
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
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Share of the steps in which the learning rate climbs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Share of the test rows answered as the teacher answers them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Share of the test rows answered right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Show a hint at each step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Show all rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Show answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_frame.py"/>
        <source>Show as a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Show jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_table.py"/>
        <source>Show rows whose text contains</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_table.py"/>
        <source>Show rows with this label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Show the iPhone app in its folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Show these rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
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
        <location filename="../../studio/ui/scatter.py"/>
        <source>Size in MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>Size in MB, logarithmic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/students.py"/>
        <source>Sizes are predicted when the teacher is prepared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Soft labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Softens the teacher's answers; higher shows more of its doubts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Something before this changed: these are the scores of the old one. Make it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Something it was made from changed since: augment again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Something it was made from is new: convert again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/app.py"/>
        <source>Something went wrong: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/drawer.py"/>
        <source>Sooner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/model_table.py"/>
        <source>Sort by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/panes/convert.py"/>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Source and licence of the text, for cards and reports.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>Split</source>
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
        <location filename="../../studio/ui/presenters/data_rows.py"/>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_lines.py"/>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
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
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>Stopped: nothing of it is lost.</source>
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
        <source>Student preset, or a published checkpoint: a folder or a hub id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/distil.py"/>
        <source>Students</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/distil.py"/>
        <source>Students to choose from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>Swift Playgrounds package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Swift code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Swift for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Swiftpm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>TF-IDF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>TF-IDF + logistic regression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
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
        <location filename="../../studio/ui/presenters/activity.py"/>
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
        <source>Team</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/batch.py"/>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <location filename="../../studio/ui/presenters/data.py"/>
        <location filename="../../studio/ui/presenters/data_rows.py"/>
        <location filename="../../studio/ui/presenters/disagreements.py"/>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>Text Classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Text column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_table.py"/>
        <source>Text contains…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/sheets.py"/>
        <source>Text of the licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <location filename="../../studio/ui/data_lengths.py"/>
        <source>Texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_lengths.py"/>
        <source>Texts by length in tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>The CSV gets the file's columns, the answer and its confidence. Cells that begin with = + - or @ get an apostrophe in front, so that no spreadsheet runs them as formulas.</source>
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
        <location filename="../../studio/ui/presenters/confusion.py"/>
        <source>The answers to the single rows were not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>The app is in {path}. It has not run on a device yet: its README says what only Xcode can show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The app's identifier, as Apple wants it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The app's name on the home screen; empty is Text Classifier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_table.py"/>
        <source>The chosen rows, or all; a spreadsheet takes them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The classifier the package was made from, for calibration; found in the project when empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>The columns are found by their names (text, label, label id) or by what is in them. You see the rows first and can choose other columns; nothing is imported before you press Import.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>The copy is complete: {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/confusion.py"/>
        <source>The data changed after this model was made: its rows are not these any more.</source>
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
        <location filename="../../studio/ui/panes/data.py"/>
        <source>The file {name} is no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>The first checkpoint is kept after the first epoch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/disagreement_card.py"/>
        <source>The first model is right, the second is not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/desk.py"/>
        <source>The job's story broke off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>The label column is empty: choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/augment.py"/>
        <source>The labels are of about the same size, and stay so.</source>
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
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The lower half of the teacher's layers, weights copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The model to compare with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>The model's labels and the data's can't be matched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scheme_boxes.py"/>
        <source>The plain package: {size}. Each scheme writes one more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>The project folder {folder} is no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/report.py"/>
        <source>The report could not be made. Run pocketbert doctor --report in a terminal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/report.py"/>
        <source>The report is on the clipboard: versions and settings, nothing of your data.</source>
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
        <location filename="../../studio/ui/sample.py"/>
        <source>The sample's encoder and texts are not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/settings.py"/>
        <source>The settings file is damaged: the usual settings are used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>The student keeps {share} of the teacher's accuracy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/app.py"/>
        <source>The studio ended unexpectedly last time. This report of it holds none of your texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>The teacher is better than TF-IDF + logistic regression: {a} against {b}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>The teacher is no better than TF-IDF + logistic regression: {a} against {b}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>The upper half of the teacher's layers, weights copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>The whole way on 3,000 labelled sentences, in some ten to fifteen minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>There is no folder {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>There is no model to ask yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>There is no model to ask yet: distil a student, or drop an .mlpackage or .onnx file here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>There is no package yet: Convert makes them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>There is no such folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>They are written into the project's exports folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <source>This data set was made by an older version: import the file again to see the rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>This is a bare encoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/dialogs.py"/>
        <source>This is a fault of PocketBERT Studio. What was saved is safe; the report helps to mend it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>This is not a model folder.</source>
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
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Tick another label, or type another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Tick at least one label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_labels.py"/>
        <source>Tick the labels that mean the same, and name the one they become. One label alone is renamed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/hints.py"/>
        <source>Tick the sizes you want: int8 is a safe first choice; each becomes a Core ML package.</source>
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
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_lengths.py"/>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>To drop copies on which a teacher changes its mind, make the teacher first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>To import again, choose a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Trace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/confusion.py"/>
        <source>Train it again to see the rows behind each cell.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Train so many students, with this seed and the next ones; the one best on validation is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Trained models: type a sentence into them, compare them, look at every step.</source>
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
        <location filename="../../studio/ui/presenters/confusion.py"/>
        <source>True label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/menus.py"/>
        <source>Try the &amp;sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/activity.py"/>
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
        <location filename="../../studio/ui/disagreement_card.py"/>
        <source>Two models must have answered the test rows: “Measure all” keeps their answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/parting.py"/>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/hints.py"/>
        <source>Type a sentence of your own: the ticked models answer side by side, as you type.</source>
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
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Unlabelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>Unlabelled file</source>
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
        <location filename="../../studio/ui/presenters/data.py"/>
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
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Verify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>Waiting for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Warm up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>Warm-up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Was still waiting: start it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>Weight average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Weight decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Weight decay; biases and LayerNorm weights have none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Weight of the hard labels; the rest goes to the teacher's.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>What answered while it was timed; reference is the studio's interpreter, not Apple's runtime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/job_pane.py"/>
        <source>What came out is shown here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>What leaves the studio: what is inside, how big, and what was verified where</source>
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
        <source>What stands between the cells: one character, or comma, semicolon, tab, pipe, space; found when empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>What the file needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>What the parity check said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>What the student learns: objectives joined by +, with weights such as soft_hard+hidden:0.5, or hidden:1..0 to go from 1 to 0.</source>
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
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>Where do they part?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/trace_sheet.py"/>
        <source>Where do they part? {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/activity.py"/>
        <source>Where they part</source>
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
        <location filename="../../studio/ui/disagreement_card.py"/>
        <source>Where two models disagree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_scores.py"/>
        <source>Which label is taken for which</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Who labelled the rows; shown wherever scores are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>With --trace: also draw the error by depth into this SVG file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/pieces.py"/>
        <source>Word pieces: {pieces}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/licences.py"/>
        <source>WordNet 3.0 (synonyms)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>WordNet language (ISO 639-3); others than eng need NLTK's corpora.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/method_mix.py"/>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/convert.py"/>
        <source>Write Core ML packages: one as it is, and a smaller one for each scheme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>Write card and report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/augment.py"/>
        <source>Write more examples with the same meaning; validation and test stay as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/hints.py"/>
        <source>Write the card and report, or the Xcode project that shows your classifier on an iPhone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>Writes this share of the words in another case; an uncased teacher sees no difference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>Wrote {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>Your own labelled sentences: CSV, TSV, JSONL, Excel or Parquet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>a row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/conversion.py"/>
        <source>about {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/disagreement_card.py"/>
        <source>against</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>always saying the commonest label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_confusion.py"/>
        <source>answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/forms.py"/>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>beaten by another</source>
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
        <location filename="../../studio/ui/data_columns.py"/>
        <source>choose a column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/preferences.py"/>
        <source>chosen by the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>column of the {role}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>comma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>commonest label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>copying…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_lengths.py"/>
        <source>cut at {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/rail.py"/>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_rows.py"/>
        <source>dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>dropping row {row}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>dropping {n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <location filename="../../studio/ui/rail.py"/>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>failed its check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>first prediction…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>folder or hub id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>found by its name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>found in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>given by: {who}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>guessed from its content: please check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>iPhone app</source>
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
        <location filename="../../studio/ui/panes/data.py"/>
        <source>keeping row {row}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>keeping {n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_rows.py"/>
        <source>kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>kinds: human labels; clauses: the article's four labels, made by rules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_rows.py"/>
        <source>label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_rows.py"/>
        <source>label id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>labels edited: {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>larger marks are slower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/answers.py"/>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>loading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <source>looking at it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>macro F1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>majority class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>matched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>mean of labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>merge of {n} labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scheme_boxes.py"/>
        <source>needs {target}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>never seen in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/batch.py"/>
        <location filename="../../studio/ui/data_columns.py"/>
        <location filename="../../studio/ui/presenters/data.py"/>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/conversion.py"/>
        <source>not chosen yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/conversion.py"/>
        <source>not distilled yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>not made yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>not matched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/rail.py"/>
        <source>not started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>not timed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>not told</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/method_mix.py"/>
        <source>not used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>not written yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>nothing is smaller and as accurate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/before_after.py"/>
        <source>nothing to change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>of {n} read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>on the test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>on {n} test rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/compare.py"/>
        <source>on {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>only to look at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>optional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/rail.py"/>
        <source>out of date: something before it changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/devices.py"/>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>p95</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>parity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>passed, out of date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>perhaps {label}, {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/distil.py"/>
        <source>predicted .mlpackage, MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/answers.py"/>
        <location filename="../../studio/ui/panes/playground.py"/>
        <location filename="../../studio/ui/rail.py"/>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/data.py"/>
        <source>rename of a label</source>
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
        <source>rows put back: {n}</source>
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
        <location filename="../../studio/ui/presenters/licences.py"/>
        <source>see its own files</source>
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
        <location filename="../../studio/ui/chart_confusion.py"/>
        <source>shade: share of the true label's rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/playground.py"/>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>students</source>
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
        <location filename="../../studio/ui/data_report.py"/>
        <source>test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_rows.py"/>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/form.py"/>
        <source>the classifier's own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>the reference interpreter (Core ML's arithmetic, not Apple's runtime)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>the reference interpreter in float32 (not Apple's runtime)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/devices.py"/>
        <source>this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>this computer's processor in float32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/pipeline/specs.py"/>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_confusion.py"/>
        <source>true</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>trying other processors…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_report.py"/>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>with the teacher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scatter.py"/>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>your choice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/conversion.py"/>
        <source>your texts decide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/devices.py"/>
        <source>{device} was hot while it measured ({state}): measure again when it is cool.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/job.py"/>
        <source>{done} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>{encoding}, delimiter {delimiter}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>{folder} is a bare encoder: it was never taught to classify.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/matching.py"/>
        <source>{folder} is not a Hugging Face model folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scheme_boxes.py"/>
        <source>{help}. {size}; {target} or newer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/words.py"/>
        <source>{hours} h {minutes:02d} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_lengths.py"/>
        <source>{how} No text is longer than {n} tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data_lengths.py"/>
        <source>{how} {share} of the texts are longer than {n} tokens and lose their end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>{kinds} of {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>{lengths} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_lengths.py"/>
        <source>{low} to {high} tokens: {n} texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/method_mix.py"/>
        <source>{method}: share of words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/method_mix.py"/>
        <source>{method}: share of words, slider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/method_mix.py"/>
        <source>{method}: weight in the mix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/words.py"/>
        <source>{minutes} min {seconds:02d} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/welcome.py"/>
        <source>{name}  ·  {folder}  ·  no longer there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_picture.py"/>
        <source>{name} can't be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/doors.py"/>
        <source>{name} copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>{name} failed its parity check: {reason} ({rows} rows, {arithmetic} arithmetic). Use a gentler scheme or float32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/export.py"/>
        <source>{name} is no longer there: write it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/students.py"/>
        <source>{n} M</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/conversion.py"/>
        <source>{n} M weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>{n} kept: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>{n} labels will remain. You can undo it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/export.py"/>
        <source>{n} labels, tokenizer and provenance inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>{n} more labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>{n} more were cut off: the model reads only the first {read}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>{n} of {all} matched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/disagreements.py"/>
        <source>{n} of {total} test rows differ: {worse} got worse, {better} got better, {both} wrong both times.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/data_table.py"/>
        <source>{n} of {whole} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/chart_scores.py"/>
        <location filename="../../studio/ui/data_table.py"/>
        <source>{n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <source>{n} rows have labels the model doesn't know; they are not counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>{n} word pieces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/playground.py"/>
        <source>{n} word pieces ({models})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/training.py"/>
        <source>{points} points above {what} ({score}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/words.py"/>
        <source>{rate}/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <source>{right} taken for {answer}: {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <source>{rows} rows in {time} ({pace}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/batch.py"/>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>{rows} rows, {columns} columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/augment.py"/>
        <source>{rows} train rows become up to {most}, less the copies the teacher refuses.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/augment.py"/>
        <source>{rows} train rows become up to {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/conversion.py"/>
        <source>{scheme} needs {needed}: choose that target, or leave it out.</source>
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
        <location filename="../../studio/ui/method_mix.py"/>
        <source>{share} of the copies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/packages.py"/>
        <source>{share} of {rows} rows have the label PyTorch gives (needed: {needed}); largest difference of a probability {p}; {arithmetic} arithmetic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/status.py"/>
        <source>{size} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/scheme_boxes.py"/>
        <source>{target}+</source>
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
        <location filename="../../studio/ui/presenters/confusion.py"/>
        <source>{truth} answered as {answer}: {n} of {all} rows, {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>“{name}” can't be used here. Drop a CSV, TSV, JSONL, Excel or Parquet file, a model folder, an .mlpackage, an ONNX file, the app’s device-report.json, or a project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>“{name}” holds figures of a device: open the project that made the app, then drop it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/dropping.py"/>
        <source>“{name}” is neither a project nor a model folder (it has no config.json).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/presenters/data.py"/>
        <source>“{name}” will be called “{into}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../studio/ui/panes/teacher.py"/>
        <source>“{path}” is chosen as the teacher.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
