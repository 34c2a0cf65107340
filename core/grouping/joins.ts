/**
 * What constraints join, and by which lines.
 * @module
 */
import type { Constraint } from "./constraints.ts";

/** A face, or a name as if it were one more face: what has the same name is one person. */
type Node = string;

/** The node of a face. */
export function faceNode(faceId: string): Node {
  return `face ${faceId}`;
}

/** The node of a name. */
export function nameNode(name: string): Node {
  return `name ${name}`;
}

/** Faces and names, joined by the lines that mention them together. */
export class Joins {
  #sets = new Map<Node, Node>();
  /** The lines that mention a node. */
  #lines = new Map<Node, Constraint[]>();

  /** Joins all that a line says is one person. */
  add(line: Constraint): void {
    const nodes = nodesOf(line);
    for (const node of nodes) {
      this.#unite(nodes[0]!, node);
      const lines = this.#lines.get(node);
      if (lines) lines.push(line);
      else this.#lines.set(node, [line]);
    }
  }

  /** The node that stands for all that hangs together with this one. */
  find(node: Node): Node {
    let at = node;
    for (;;) {
      const parent = this.#sets.get(at) ?? at;
      if (parent === at) return at;
      const grandparent = this.#sets.get(parent) ?? parent;
      this.#sets.set(at, grandparent);
      at = grandparent;
    }
  }

  /** Every node that a line mentions. */
  nodes(): Iterable<Node> {
    return this.#lines.keys();
  }

  /** The fewest lines that lead from one node to the other, in the order of the files; both must be joined. */
  path(from: Node, to: Node): Constraint[] {
    const cameBy = new Map<Node, { readonly node: Node; readonly line: Constraint }>();
    const seen = new Set<Constraint>();
    const queue = [from];
    for (const node of queue) {
      if (node === to) break;
      for (const line of this.#lines.get(node) ?? []) {
        if (seen.has(line)) continue;
        seen.add(line);
        for (const next of nodesOf(line)) {
          if (next === from || cameBy.has(next)) continue;
          cameBy.set(next, { node, line });
          queue.push(next);
        }
      }
    }
    const lines: Constraint[] = [];
    for (let step = cameBy.get(to); step; step = cameBy.get(step.node)) lines.push(step.line);
    return lines.reverse();
  }

  #unite(a: Node, b: Node): void {
    const [x, y] = [this.find(a), this.find(b)];
    if (x !== y) this.#sets.set(x > y ? x : y, x > y ? y : x);
  }
}

function nodesOf(line: Constraint): Node[] {
  const faces = line.faces.map(faceNode);
  return line.type === "name" ? [...faces, nameNode(line.name)] : faces;
}
