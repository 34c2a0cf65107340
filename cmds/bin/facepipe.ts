#!/usr/bin/env node
/**
 * The executable `facepipe`.
 * @module
 */
import { main } from "../main.ts";

await main();
