/**
 * Which terminals show pictures, and how.
 * @module
 */

/** Ways to show a picture in a terminal. */
export const PROTOCOLS = ["kitty", "iterm", "sixel", "blocks"] as const;

/** One of the {@linkcode PROTOCOLS}. */
export type Protocol = (typeof PROTOCOLS)[number];

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What the terminal can show, by what its environment says; in words what is missing, where it shows
 * no colours that would do. Inside tmux and screen pictures do not reach the terminal, so they get
 * half blocks.
 *
 * @example
 * ```ts
 * import { chooseProtocol } from "facepipe/formats";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(chooseProtocol({ TERM: "xterm-kitty" }), { protocol: "kitty" });
 * assert.deepEqual(chooseProtocol({ TERM: "xterm", COLORTERM: "truecolor" }), { protocol: "blocks" });
 * assert.match(chooseProtocol({ TERM: "vt100" }).missing ?? "", /neither pictures nor 24-bit colours/);
 * ```
 */
export function chooseProtocol(env: Variables): {
  readonly protocol?: Protocol;
  readonly missing?: string;
} {
  const { TERM = "" } = env;
  const isMultiplexed = Boolean(env.TMUX) || Boolean(env.STY) || /^(tmux|screen)/.test(TERM);
  const protocol = isMultiplexed ? undefined : graphicsOf(env);
  if (protocol !== undefined) return { protocol };
  const hasColours =
    /^(truecolor|24bit)$/.test(env.COLORTERM ?? "") || /-direct$/.test(TERM) || Boolean(env.TMUX);
  if (!hasColours)
    return {
      missing: `the terminal (TERM=${TERM || "unset"}) shows neither pictures nor 24-bit colours, by what it says of itself`,
    };
  if (env.NO_COLOR) return { missing: "NO_COLOR is set, and half blocks are nothing but colours" };
  return { protocol: "blocks" };
}

function graphicsOf(env: Variables): Protocol | undefined {
  const { TERM = "", TERM_PROGRAM = "" } = env;
  if (TERM === "xterm-kitty" || env.KITTY_WINDOW_ID || TERM === "xterm-ghostty") return "kitty";
  if (Number(env.KONSOLE_VERSION) >= 220400) return "kitty";
  if (["iTerm.app", "WezTerm", "mintty"].includes(TERM_PROGRAM) || env.LC_TERMINAL === "iTerm2")
    return "iterm";
  return /^(foot|mlterm|contour)/.test(TERM) ? "sixel" : undefined;
}
