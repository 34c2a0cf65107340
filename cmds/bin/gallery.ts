#!/usr/bin/env node
/**
 * The executable `gallery`.
 * @module
 */
import { main } from "../main.ts";

await main("gallery");
