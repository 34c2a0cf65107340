#!/usr/bin/env node
/**
 * The executable `detect`.
 * @module
 */
import { main } from "../main.ts";

await main("detect");
