"""tuspyserver, run by the Python of its folder: ``tuspy_serve.py FOLDER`` prints its URL."""

import socket
import sys

import uvicorn
from fastapi import FastAPI
from tuspyserver import create_tus_router


def main(folder: str) -> None:
    """Serves until it is ended."""
    app = FastAPI()
    app.include_router(create_tus_router(prefix="files", files_dir=folder))
    with socket.create_server(("127.0.0.1", 0)) as opened:
        print(f"http://127.0.0.1:{opened.getsockname()[1]}/files", flush=True)
        uvicorn.Server(uvicorn.Config(app, log_config=None)).run(sockets=[opened])


if __name__ == "__main__":
    main(*sys.argv[1:])
