/**
 * `facepipe config`: which value each option has, and where it comes from.
 * @module
 */
import { EXIT, nearestHint, usageError } from "../core/mod.ts";
import { type Context, defineTool, optionsOf } from "./command.ts";
import type { FoundCommand } from "./every_command.ts";
import { camelCase, type Option, variableOf } from "./option.ts";
import { parseArgs } from "./parse.ts";
import { outsideSettings } from "./settings.ts";
import { table } from "./table.ts";

/** One option of a command as it stands. */
interface Row {
  readonly option: string;
  readonly value: unknown;
  readonly from: string;
}

/** Variables that are no options. */
const OTHER_VARIABLES = ["FACEPIPE_DEBUG", "FACEPIPE_TOKEN"];

export default defineTool({
  name: "config",
  describe: "Show which value each option has, and where it comes from",
  details:
    "The command line goes before variables such as FACEPIPE_THRESHOLD, these before the config file, and that before the defaults. The config file is named by --config or FACEPIPE_CONFIG, or is facepipe/config.json in the folder XDG_CONFIG_HOME or ~/.config. It holds a JSON object: option names at the top are for all commands, those in an object under a command's name for that one. Without a command, shows all that is set by variables or the file.",
  positionals: [{ name: "command", describe: "Name of the command, then -- and its options", many: true }],
  options: { json: { type: "boolean", describe: "Print one JSON object" } },
  examples: [
    ["$0", "what is set at all"],
    ["FACEPIPE_THRESHOLD=0.5 $0 group", "every option of group"],
    ["$0 organize -- --gpu --mode move", "with these on the command line"],
    ["$0 detect --json | jq -r '.options[] | select(.from != \"default\").option'", "what is not as it was"],
  ],
  async run(args, context) {
    const { everyCommand, findCommand } = await import("./every_command.ts");
    const everything = await everyCommand(context.commands);
    const words = args._.command ?? [];
    const end = words.findIndex((word) => word.startsWith("-"));
    const path = end < 0 ? words : words.slice(0, end);
    const found = findCommand(everything, path);
    if (!found && path.length > 0)
      throw usageError("command", path.join(" "), "it holds others, name one of them");
    const argv = [
      ...(end < 0 ? [] : words.slice(end)),
      ...(args.config === undefined || args.config === process.env.FACEPIPE_CONFIG
        ? []
        : ["--config", args.config]),
    ];
    const rows = found
      ? await rowsOf(found, argv, context.commands)
      : whatIsSet(everything.commands, args.config);
    const file = outsideSettings("config", {}, args.config);
    noteStrangers(everything.commands, context);
    await context.print(
      args.json
        ? `${JSON.stringify({ file: file.path, present: file.present, options: rows }, null, 2)}\n`
        : `config file: ${file.path}${file.present ? "" : ", which is not there"}\n\n${shown(rows)}`,
    );
    return EXIT.done;
  },
});

/** Every option of a command. */
async function rowsOf(
  { path, command }: FoundCommand,
  argv: readonly string[],
  entries: Context["commands"],
): Promise<Row[]> {
  // What it would work on does not matter here.
  const positionals = [{ name: "any", describe: "", many: true }];
  const parsed = await parseArgs(path.join(" "), { ...command, positionals }, argv, entries);
  if (parsed.ask !== "run") throw usageError(argv[0] ?? "", undefined, "it sets nothing");
  return Object.keys(optionsOf(command)).map((option) => ({
    option,
    value: withoutSecrets(parsed.values[camelCase(option)] ?? null),
    from: parsed.origins.get(option) ?? "default",
  }));
}

/** What variables and the config file set, for whichever command. */
function whatIsSet(commands: readonly FoundCommand[], config: string | undefined): Row[] {
  const rows = new Map<string, Row>();
  for (const { path, command } of commands) {
    const name = path.join(" ");
    const options: Record<string, Option> = optionsOf(command);
    for (const [option, { value, origin }] of outsideSettings(name, options, config).settings) {
      const forOne = { option: `${name} ${option}`, value: withoutSecrets(value), from: origin };
      const same = rows.get(`${option} ${origin} ${JSON.stringify(value)}`);
      rows.set(`${option} ${origin} ${JSON.stringify(value)}`, same ? { ...same, option } : forOne);
    }
  }
  return [...rows.values()];
}

/** A variable with a typing mistake would otherwise be passed over in silence. */
function noteStrangers(commands: readonly FoundCommand[], { note }: Context): void {
  const known = commands.flatMap(({ command }) => Object.keys(optionsOf(command)).map(variableOf));
  for (const name of Object.keys(process.env)
    .filter((name) => name.startsWith("FACEPIPE_"))
    .sort()) {
    if (known.includes(name) || OTHER_VARIABLES.includes(name)) continue;
    note(`${name} belongs to no option${nearestHint(name, known)}`);
  }
}

/** A value with the passwords of addresses covered up. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  return typeof value === "string" ? value.replace(/(:\/\/[^:/@]*:)[^/]*@/g, "$1…@") : value;
}

function shown(rows: readonly Row[]): string {
  if (rows.length === 0) return "nothing is set: every option has its default\n";
  const texts = rows.map(({ option, value, from }) => [
    option,
    value === null ? "-" : typeof value === "string" ? value : JSON.stringify(value),
    from,
  ]);
  return table(["OPTION", "VALUE", "FROM"], texts);
}
