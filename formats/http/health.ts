/**
 * `/healthz`: whether the server can work.
 * @module
 */
import type { FastifyInstance } from "fastify";
import { FacepipeError, type Service, within } from "../../core/mod.ts";

/** Milliseconds for which an answer holds, so that asking often costs little, and after which the store is given up. */
const HOLDS = 1_000;
const TIMEOUT = 3_000;

/** Adds `/healthz`, which is open to all: 200 while the store answers, else 503. */
export function addHealth(app: FastifyInstance, { galleries }: Service): void {
  let asked = Number.NEGATIVE_INFINITY;
  let answer: Promise<unknown> | undefined;
  app.get("/healthz", async (_request, reply) => {
    const now = performance.now();
    if (!answer || now - asked > HOLDS) {
      asked = now;
      answer = within({ timeout: TIMEOUT }, "read the store", () =>
        galleries.documents.users.findOne({ _id: "healthz" }),
      );
      answer.catch(() => undefined);
    }
    try {
      await answer;
    } catch (cause) {
      throw new FacepipeError("SERVICE_UNAVAILABLE", "Cannot work: the store does not answer", { cause });
    }
    return reply.send({ status: "ok" });
  });
}
