#!/usr/bin/env node
/**
 * The executable `scan`.
 * @module
 */
import { main } from "../main.ts";

await main("scan");
