#!/usr/bin/env python3
"""Trains over links that are slow, far or lossy, and says how many of the steps that a link allows are made.

Network namespaces, one for the coordinator and one for each worker, are joined by links of a given rate (tbf), delay (a
program below, between two TUN devices) and loss (nft). What a link allows: as many steps as a plain TCP copy of the
weights and of one partial takes there and back, in the same namespaces, just before. Takes root, iproute2 and nftables.

    deploy/siege.sh links [--seconds S]
"""

from __future__ import annotations

import argparse
import collections
import ctypes
import fcntl
import json
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

WORKERS = 3
PORT = 7000
FEATURES, HORIZON = 7, 24
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Link:
    name: str
    units: int
    mbit: int
    delay_ms: int = 0
    loss: int = 0
    # The share of the steps that the link allows which has to be made; 0: none is asked.
    least: float = 0.85

    @property
    def parameters(self) -> int:
        return 4 * (FEATURES + self.units + 1) * self.units + (self.units + 1) * HORIZON


LINKS = [
    Link("20 Mbit/s", units=488, mbit=20),
    Link("20 Mbit/s, 200 ms there and back", units=488, mbit=20, delay_ms=100),
    # TCP waits for what was lost, and a step waits for the slowest of three.
    Link("100 Mbit/s, 10 % lost", units=100, mbit=100, loss=10, least=0),
]


def run(*words: str, **options: object) -> subprocess.CompletedProcess:
    return subprocess.run(words, check=True, capture_output=True, text=True, **options)


def enter(namespace: str) -> None:
    with open(f"/var/run/netns/{namespace}") as file:
        if LIBC.setns(file.fileno(), 0) != 0:
            raise OSError(ctypes.get_errno(), f"entering {namespace}")


def within(namespace: str, body, result: list) -> threading.Thread:
    """Runs body in a thread of its own, whose sockets are the namespace's."""

    def go() -> None:
        enter(namespace)
        result.append(body())

    thread = threading.Thread(target=go, daemon=True)
    thread.start()
    return thread


class Net:
    """Coordinator's and workers' namespaces, and what lies between."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.names = [f"siege{os.getpid()}-{index}" for index in range(WORKERS + 1)]
        try:
            self.build()
        except BaseException:
            self.close()
            raise

    def build(self) -> None:
        for index, name in enumerate(self.names):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
            if index == 0:
                continue
            if self.link.delay_ms:
                self.delay(index)
            else:
                self.pair(index)
            if self.link.loss:
                chains = [
                    f"chain {hook} {{ type filter hook {hook} priority 0\n{device} eth0 "
                    f"numgen random mod 100 < {self.link.loss} drop\n}}"
                    for hook, device in (("input", "iifname"), ("output", "oifname"))
                ]
                rules = "table inet siege {\n" + "\n".join(chains) + "\n}\n"
                run("ip", "netns", "exec", name, "nft", "-f", "-", input=rules)

    def pair(self, index: int) -> None:
        own, far = self.names[index], self.names[0]
        run("ip", "-n", own, "link", "add", "eth0", "type", "veth", "peer", "name", f"w{index}", "netns", far)
        for name, device, end in ((own, "eth0", 2), (far, f"w{index}", 1)):
            run("ip", "-n", name, "addr", "add", f"10.78.{index}.{end}/24", "dev", device)
            run("ip", "-n", name, "link", "set", device, "up")
            run(
                "tc", "-n", name, "qdisc", "add", "dev", device, "root", "tbf", "rate", f"{self.link.mbit}mbit",
                "burst", "64kb", "latency", "400ms",
            )  # fmt: skip

    def delay(self, index: int) -> None:
        ends = [
            self.tun(self.names[0], f"w{index}", f"10.78.{index}.1", f"10.78.{index}.2"),
            self.tun(self.names[index], "eth0", f"10.78.{index}.2", f"10.78.{index}.1"),
        ]
        for source, target in (ends, ends[::-1]):
            threading.Thread(target=self.pump, args=(source, target), daemon=True).start()

    def tun(self, namespace: str, device: str, address: str, peer: str) -> int:
        def make() -> int:
            file = os.open("/dev/net/tun", os.O_RDWR)
            # TUNSETIFF: packets without a header of its own.
            fcntl.ioctl(file, 0x400454CA, struct.pack("16sH", device.encode(), 0x1001))
            return file

        result: list[int] = []
        within(namespace, make, result).join()
        run("ip", "-n", namespace, "addr", "add", address, "peer", peer, "dev", device)
        run("ip", "-n", namespace, "link", "set", device, "up", "txqueuelen", "2000")
        return result[0]

    def pump(self, source: int, target: int) -> None:
        waiting: collections.deque[tuple[float, bytes]] = collections.deque()
        free = 0.0
        while True:
            while waiting and waiting[0][0] <= time.monotonic():
                os.write(target, waiting.popleft()[1])
            timeout = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
            if not select.select([source], [], [], timeout)[0]:
                continue
            packet = os.read(source, 65536)
            free = max(free, time.monotonic()) + len(packet) * 8 / (self.link.mbit * 1e6)
            # A queue of half a second, as in front of the other links.
            if free - time.monotonic() < 0.5:
                waiting.append((free + self.link.delay_ms / 1000, packet))

    def close(self) -> None:
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)


def copy_seconds(net: Net, rounds: int = 4) -> float:
    """Seconds in which plain TCP copies the weights to a worker and a partial back."""
    count = 4 * net.link.parameters
    data = os.urandom(count)

    def receive(end: socket.socket) -> None:
        left = count
        while left > 0:
            left -= len(end.recv(min(left, 1 << 18)))

    def serve() -> float:
        with socket.create_server(("0.0.0.0", PORT + 1)) as listener:
            ready.set()
            end, _ = listener.accept()
            with end:
                start = time.monotonic()
                for _ in range(rounds):
                    end.sendall(data)
                    receive(end)
                return (time.monotonic() - start) / rounds

    def answer() -> None:
        with socket.create_connection(("10.78.1.1", PORT + 1)) as end:
            for _ in range(rounds):
                receive(end)
                end.sendall(data)

    ready, result = threading.Event(), []
    server = within(net.names[0], serve, result)
    ready.wait()
    within(net.names[1], answer, []).join()
    server.join()
    return result[0]


class Cluster:
    def __init__(self, net: Net, binaries: Path, folder: Path) -> None:
        self.net, self.binaries, self.folder = net, binaries, folder
        self.processes: list[subprocess.Popen] = []
        (folder / "admitted").mkdir()
        for name in ["boss", *(f"w{index}" for index in range(1, WORKERS + 1))]:
            run(str(binaries / "lockstep"), "keygen", name, "--folder", str(folder))
            if name != "boss":
                shutil.copy(folder / f"{name}.pub", folder / "admitted")
        self.start(
            0, "lockstep-coordinator", "--state", "state", "--listen", f"tcp://0.0.0.0:{PORT}", "--secret-key",
            "boss.secret", "--admit", "admitted",
        )  # fmt: skip
        self.until(lambda: self.status() is not None)
        for index in range(1, WORKERS + 1):
            self.start(
                index, "lockstep-worker", "--coordinator", f"tcp://10.78.{index}.1:{PORT}", "--secret-key",
                f"w{index}.secret", "--coordinator-key", "boss.pub", "--data", f"data{index}",
            )  # fmt: skip
        self.until(lambda: len((self.status() or {}).get("workers", [])) == WORKERS)

    def start(self, index: int, program: str, *words: str) -> None:
        with open(self.folder / f"{program}-{index}.log", "w") as log:
            self.processes.append(
                subprocess.Popen(
                    ["ip", "netns", "exec", self.net.names[index], str(self.binaries / program), *words],
                    cwd=self.folder,
                    stdout=log,
                    stderr=log,
                )
            )

    def status(self) -> dict | None:
        command = [str(self.binaries / "lockstep"), "status", "--json", "--state", "state"]
        answer = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        return json.loads(answer.stdout) if answer.returncode == 0 else None

    def until(self, holds, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise SystemExit(f"The cluster did not get that far in {seconds} s; see {self.folder}.")
            time.sleep(0.1)

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def besiege(link: Link, binaries: Path, seconds: float) -> dict:
    folder = Path(tempfile.mkdtemp(prefix="siege-links-"))
    net = Net(link)
    cluster = None
    try:
        copy = copy_seconds(net)
        cluster = Cluster(net, binaries, folder)
        (folder / "job.yaml").write_text(
            f"""name: link
seed: 5
data: {{demo: {{rows: 3000, channels: {FEATURES}}}, targets: [channel_0], lookback: 24, horizon: {HORIZON},
  split: {{train: 0.8, validation: 0.1, test: 0.1}}}}
model:
  - lstm: {{units: {link.units}, dropout: 0.2, recurrent_dropout: 0.2}}
  - dense: {{units: {HORIZON}}}
training: {{batch_size: 96, microbatches: 4, epochs: 1000}}
"""
        )
        run(str(binaries / "lockstep"), "submit", "job.yaml", "--state", "state", cwd=folder)

        def step() -> int:
            return ((cluster.status() or {}).get("job") or {}).get("step") or 0

        cluster.until(lambda: step() > 0)
        first, start = step(), time.monotonic()
        while time.monotonic() - start < seconds:
            time.sleep(0.05)
        # Both ends are new steps.
        seen = step()
        cluster.until(lambda: step() > seen)
        each = (time.monotonic() - start) / (step() - first)
        log = (folder / "lockstep-coordinator-0.log").read_text()
        return {
            "link": link.name, "parameters": link.parameters, "copy": copy, "step": each, "share": copy / each,
            "late": log.count(" is late"), "lost": log.count(" is lost") + log.count(" was lost"),
        }  # fmt: skip
    finally:
        if cluster:
            cluster.close()
        net.close()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries", type=Path, help="folder of the built commands")
    parser.add_argument("--seconds", type=float, default=60, help="time that each link is watched; default: 60")
    options = parser.parse_args()
    missing = [name for name in ("ip", "tc", "nft") if not shutil.which(name)]
    if os.geteuid() != 0 or missing:
        print(f"This takes root, iproute2 and nftables; missing: {', '.join(missing) or 'root'}.", file=sys.stderr)
        return 3
    print(f"{'link':34} {'parameters':>10} {'TCP copy':>9} {'step':>8} {'made':>6} {'late':>5} {'lost':>5}")
    failed = False
    for link in LINKS:
        found = besiege(link, options.binaries.resolve(), options.seconds)
        print(
            f"{found['link']:34} {found['parameters']:10,} {found['copy']:7.3f} s {found['step']:6.3f} s"
            f" {100 * found['share']:4.0f} % {found['late']:5} {found['lost']:5}",
            flush=True,
        )
        failed = failed or found["share"] < link.least or (link.least > 0 and found["late"] + found["lost"] > 0)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
