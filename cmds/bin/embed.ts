#!/usr/bin/env node
/**
 * The executable `embed`.
 * @module
 */
import { main } from "../main.ts";

await main("embed");
