#!/usr/bin/env node
/**
 * The executable `place`.
 * @module
 */
import { main } from "../main.ts";

await main("place");
