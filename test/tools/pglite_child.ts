/**
 * PGlite with pgvector behind its socket server, as a process of its own: prints its port, and runs
 * until it is killed.
 * @module
 */
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

const db = await PGlite.create({ extensions: { vector } });
const server = new PGLiteSocketServer({ db, port: 0, host: "127.0.0.1" });
await server.start();
process.stdout.write(`${server.getServerConn()}\n`);
