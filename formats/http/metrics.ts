/**
 * What a server counts, for Prometheus. Labels are routes, statuses and error codes, of which there
 * are only so many; nothing says who asked, or for what.
 * @module
 */
import type { RequestLog } from "./log.ts";

/** What is looked up when somebody asks. */
export interface Gauges {
  /** Requests in work. */
  readonly requests: () => number;
  /** Photos in detection, and waiting for it. */
  readonly detections: () => number;
  readonly waiting: () => number;
  readonly connections: () => Promise<number>;
}

/** Counts. */
export interface Metrics {
  observe(entry: RequestLog): void;
  /** Everything in Prometheus' format for text. */
  text(): Promise<string>;
  readonly contentType: string;
  close(): void;
}

/** Seconds of the histogram of answers. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Starts to count. */
export async function openMetrics(gauges: Gauges): Promise<Metrics> {
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = (await import("prom-client"))
    .default;
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  gauge("facepipe_requests_in_progress", "Requests in work", gauges.requests);
  gauge("facepipe_detections_in_progress", "Photos in detection", gauges.detections);
  gauge("facepipe_detections_waiting", "Photos waiting for detection", gauges.waiting);
  gauge("facepipe_connections", "Open connections", gauges.connections);
  const labelNames = ["method", "route", "status", "code"] as const;
  const name = "facepipe_requests_total";
  const requests = new Counter({ name, help: "Requests answered", labelNames, registers });
  const seconds = new Histogram({
    name: "facepipe_request_seconds",
    help: "Time from a request's headers to the end of its answer",
    labelNames: ["method", "route"] as const,
    buckets: SECONDS,
    registers,
  });
  return {
    observe({ method, route, status, code = "", ms }) {
      requests.inc({ method, route, status, code });
      seconds.observe({ method, route }, ms / 1000);
    },
    text: () => register.metrics(),
    contentType: register.contentType,
    close: () => register.clear(),
  };
}
