"""Deliveries a second beside what else could send them (G1, G2, G3, G6, G10, and everybody else)."""

import shutil
import statistics
from typing import Optional

import contestants
import draw
from bench import Bench, Rate
from result import Result
from rounds import alternate, paired


GOALS = {"wrk": ("G1", 0.85), "Go net/http": ("G2", 2.4), "Beast": ("G3", 1.45)}


def measure(bench: Bench, result: Result) -> None:
    ours, others = contestants.cohook(bench), contestants.peers(bench)
    figures = alternate(bench.rounds, {**ours, **others})
    for peer in others:
        if peer != "wrk, TLS":
            name, least = GOALS.get(peer, ("peers", None))
            _tell(result, name, f"deliveries/s, memory store / {peer}", figures["cohook, memory"], figures[peer], least)
    for peer, (name, least) in GOALS.items():
        if peer not in others:
            result.left_out(name, f"deliveries/s, memory store / {peer}", f"≥ {least:g}", f"no {peer} here")
    if "wrk, TLS" in others:
        _tell(result, "G6", "deliveries/s over TLS / wrk https", figures["cohook, TLS"], figures["wrk, TLS"], 0.95)
    else:
        result.left_out("G6", "deliveries/s over TLS / wrk https", "≥ 0.95", "no wrk here")
    # By the clock alone: durable also means to wait for the disk.
    result.ratio("G10", "durable deliveries/s (SQLite) / memory store",
                 paired(by_clock(figures["cohook, SQLite"]), by_clock(figures["cohook, memory"])), 0.55)
    _tell_rates(result, figures)


def by_clock(rates: list[Rate]) -> list[float]:
    return [each.by_clock for each in rates]


def by_processor(rates: list[Rate]) -> list[float]:
    return [each.by_processor for each in rates]


def _tell(result: Result, name: str, what: str, first: list[Rate], second: list[Rate], least: Optional[float]) -> None:
    result.ratio(name, what, paired(by_clock(first), by_clock(second)), least,
                 by_processor=paired(by_processor(first), by_processor(second)))


def _tell_rates(result: Result, figures: dict[str, list[Rate]]) -> None:
    medians = {name: statistics.median(by_clock(rates)) for name, rates in figures.items()}
    costs = {name: 1e6 / statistics.median(by_processor(rates)) for name, rates in figures.items()}
    for name, value in sorted(medians.items(), key=lambda each: -each[1]):
        result.fact("rates", f"{name}: POSTs/s, sender and receiver on one core", value,
                    f"{costs[name]:.1f} µs of processor time each")
    result.keep("throughput", {name: [each._asdict() for each in rates] for name, rates in figures.items()})
    result.picture("throughput", draw.bars("POSTs a second, one core for sender and receiver", medians))
    result.picture("processor_time", draw.bars("Processor time of a POST, sender and receiver, µs", costs))


NGINX = """worker_processes 1; daemon off; error_log stderr crit; pid {0}/nginx.pid;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 1000000000; client_body_temp_path {0}; proxy_temp_path {0};
  fastcgi_temp_path {0}; uwsgi_temp_path {0}; scgi_temp_path {0}; client_body_buffer_size 64k;
  server {{ listen 127.0.0.1:{1}; location / {{ return 204; }} }} }}
"""


def receiver(bench: Bench, result: Result) -> None:
    """The receiver must never be what limits a sender: it stands beside nginx, which does nothing but `return 204`."""
    what = "our receiver / nginx `return 204`, asked by wrk"
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if nginx is None or shutil.which("wrk") is None:
        result.left_out("receiver", what, "", "nginx or wrk is not installed")
        return
    with bench.nginx(nginx, NGINX) as url:
        figures = alternate(bench.rounds, {"receiver": lambda: bench.wrk(bench.url()), "nginx": lambda: bench.wrk(url)})
    result.ratio("receiver", what, paired(by_clock(figures["receiver"]), by_clock(figures["nginx"])))
