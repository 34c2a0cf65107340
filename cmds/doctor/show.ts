/**
 * The report of `facepipe doctor` for people.
 * @module
 */
import type { ProviderState } from "../../models/mod.ts";
import type { Report } from "./report.ts";

const GIBIBYTE = 2 ** 30;

/** The report as lines of text. */
export function inWords(report: Report): string {
  const { memory, models, tools, runtime, images } = report;
  const size = (bytes: number) => `${(bytes / GIBIBYTE).toFixed(1)} GiB`;
  const lines = [
    line("facepipe", report.facepipe),
    line("Node", report.node),
    line("system", `${report.platform}, ${report.cores} cores`),
    line("memory", `${size(memory.total)}, ${size(memory.free)} of it free`),
    "",
    ...("error" in images
      ? [line("photos", images.error)]
      : [
          line("photos", `sharp ${images.sharp}, libvips ${images.libvips}`),
          line("", images.formats.join(", ")),
        ]),
    "",
    ...("error" in runtime
      ? [line("networks", runtime.error)]
      : [line("networks", `ONNX Runtime ${runtime.version}`), ...runtime.providers.flatMap(provider)]),
    "",
    line("models", models.folder),
    ...models.packs.map(({ name, installed }) =>
      line(
        "",
        `${name.padEnd(10)} ${installed ? "here" : `not here; facepipe models fetch ${name} gets it`}`,
      ),
    ),
    "",
    ...tools.map(({ name, version, use }) => line(name, version ?? `not here; optional, ${use}`)),
  ];
  return `${lines.join("\n")}\n`;
}

function line(label: string, text: string): string {
  return `${label.padEnd(10)} ${text}`.trimEnd();
}

const STATES: Record<ProviderState["state"], string> = {
  runs: "runs",
  software: "runs, but a program imitates the GPU: slower than the CPU",
  missing: "cannot run",
};

function provider({ name, state, ms, reason, remedy }: ProviderState): string[] {
  const detail = reason === undefined ? `, ${ms} ms for a small convolution` : `: ${reason}`;
  const first = line("", `${name.padEnd(10)} ${STATES[state]}${detail}`);
  return remedy === undefined ? [first] : [first, line("", `${"".padEnd(10)} ${remedy}`)];
}
