/**
 * The plugins of a run, from their start to their end.
 * @module
 */
import { type FacepipeError, usageError } from "../../core/mod.ts";
import type { Context } from "../command.ts";
import type { UserGalleries } from "../gallery/store_options.ts";
import { ContextCalls } from "./context_calls.ts";
import { pluginFiles } from "./plugin_files.ts";
import { SupervisedPlugin } from "./supervised_plugin.ts";

/** Longest time that plugins get to shut down when the command is interrupted or fails, in milliseconds. */
const HURRIED_SHUTDOWN_MS = 2000;

/** What plugins are started with. */
export interface PluginArgs {
  readonly plugin: readonly string[];
  /** Seconds. */
  readonly pluginTimeout: number;
  readonly pluginFailures: number;
}

/** Plugins that run. */
export interface RunningPlugins {
  readonly plugins: readonly SupervisedPlugin[];
  /** Shuts all down; gives what went wrong. Only the first call does something. */
  stop(ms: number): Promise<FacepipeError[]>;
}

/**
 * Starts the plugins, and has them shut down when the command ends, whatever ends it.
 *
 * @throws FacepipeError (exit 2) for one that cannot be started.
 */
export async function startPlugins(
  { plugin, pluginTimeout, pluginFailures }: PluginArgs,
  opened: UserGalleries,
  context: Context,
): Promise<RunningPlugins> {
  const plugins = (await pluginFiles(plugin)).map(
    ({ file, name }) =>
      new SupervisedPlugin({
        file,
        name,
        timeout: pluginTimeout * 1000,
        maxFailures: pluginFailures,
        context: () => new ContextCalls(opened),
        log: (line) => context.note(`${name}: ${line}`),
        note: (message) => context.note(message),
      }),
  );
  const stop = async (ms: number) => {
    const reasons = await Promise.all(plugins.map((one) => one.stop(ms)));
    return reasons.filter((reason) => reason !== undefined);
  };
  context.onExit(async () => {
    for (const { message } of await stop(HURRIED_SHUTDOWN_MS)) context.note(message);
  });
  for (const [i, one] of plugins.entries()) {
    await one.start().catch((thrown) => {
      throw usageError("--plugin", plugin[i], (thrown as FacepipeError).message);
    });
  }
  return { plugins, stop };
}
