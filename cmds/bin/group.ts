#!/usr/bin/env node
/**
 * The executable `group`.
 * @module
 */
import { main } from "../main.ts";

await main("group");
