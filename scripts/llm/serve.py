"""Serves a GGUF model on the loopback address with llama.cpp's own HTTP server: serve.py MODEL PORT ALIAS."""
import os
import pathlib
import signal
import sys

import xllamacpp

model, port, alias = sys.argv[1], int(sys.argv[2]), sys.argv[3]
slots = int(os.environ.get("SLOTS", "2"))
# More threads than free cores are ruinous: the threads of llama.cpp spin while they wait for each other.
threads = int(os.environ.get("THREADS", "1"))

params = xllamacpp.CommonParams()
params.model.path = model
params.hostnames = ["127.0.0.1"]
params.port = port
params.model_alias = {alias}
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
params.n_parallel = slots  # answered at once; further requests wait in the server's queue
params.n_ctx = slots * int(os.environ.get("CTX", "2048"))
params.use_jinja = True
params.chat_template = (pathlib.Path(__file__).parent / "template.jinja").read_text()
params.ui = False
params.cache_ram_mib = 0  # no prompt cache in host memory, so that the process stays small
if os.environ.get("API_KEY"):
    params.api_keys = [os.environ["API_KEY"]]

endings = {signal.SIGTERM, signal.SIGINT}
signal.pthread_sigmask(signal.SIG_BLOCK, endings)  # before the server starts its threads
server = xllamacpp.Server(params)
print(f"ready {server.listening_address}/v1", flush=True)
signal.sigwait(endings)
os._exit(0)
