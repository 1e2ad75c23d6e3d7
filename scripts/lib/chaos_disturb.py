#!/usr/bin/env python3
"""Hands packets from a TUN device back to it: late, out of order, some of them never or twice.

Usage: chaos_disturb.py DEVICE DELAY_MS JITTER_MS LOSS_PERCENT
"""
import fcntl
import heapq
import os
import random
import select
import signal
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN_WITHOUT_HEADER = 0x0001 | 0x1000
DUPLICATED_PERCENT = 1
LARGEST_PACKET = 65536
MOST_HELD = 20000


def open_device(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN_WITHOUT_HEADER))
    return device


def take(device, held, now, delay, jitter, loss):
    """Reads what has arrived, and decides on it."""
    while True:
        try:
            packet = os.read(device, LARGEST_PACKET)
        except BlockingIOError:
            return
        copies = 2 if random.random() * 100 < DUPLICATED_PERCENT else 1
        for _ in range(copies):
            if random.random() * 100 >= loss and len(held) < MOST_HELD:
                due = now + delay + random.random() * jitter
                heapq.heappush(held, (due, random.random(), packet))


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    device = open_device(sys.argv[1])
    delay, jitter = (int(word) / 1000 for word in sys.argv[2:4])
    loss = int(sys.argv[4])
    held = []
    while True:
        wait = max(0.0, held[0][0] - time.monotonic()) if held else 1.0
        ready, _, _ = select.select([device], [], [], wait)
        now = time.monotonic()
        if ready:
            take(device, held, now, delay, jitter, loss)
        while held and held[0][0] <= now:
            packet = heapq.heappop(held)[2]
            try:
                os.write(device, packet)
            except OSError:
                pass  # A packet that the kernel does not take is one that was lost.


main()
