"""Starts a program several times and prints what each start took, one line each: seconds to ready,
processor seconds to ready, MiB resident when it has had nothing to do for a while, and processor
seconds of that while. The program is ready when its admin address answers 200; it is stopped with
SIGTERM, and everything that this starts is stopped.

  start_times.py PORT RUNS IDLE_SECONDS LOG COMMAND...
"""

import http.client
import os
import signal
import subprocess
import sys
import time

READY_SECONDS = 180
STOP_SECONDS = 60
POLL_SECONDS = 0.01


def processor(pid):
    """Seconds of all threads of the process, ended ones included."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has no resident memory")


def ready(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        sys.exit("the program did not stop")


def measure(port, idle, log, command):
    began = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process:
        try:
            while not ready(port):
                if process.poll() is not None:
                    sys.exit(f"the program ended with {process.returncode}")
                if time.monotonic() - began > READY_SECONDS:
                    sys.exit("the program is not ready")
                time.sleep(POLL_SECONDS)
            wall = time.monotonic() - began
            spent = processor(process.pid)
            time.sleep(idle)
            memory = resident(process.pid)
            idled = processor(process.pid) - spent
        finally:
            if process.poll() is None:
                stop(process)
    print(f"{wall:.2f} {spent:.2f} {memory:.0f} {idled:.2f}", flush=True)


def main(port, runs, idle, log, *command):
    # What is started is stopped on the way out, also when somebody ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    with open(log, "a", encoding="utf-8") as file:
        for _ in range(int(runs)):
            measure(int(port), float(idle), file, list(command))


if __name__ == "__main__":
    main(*sys.argv[1:])
