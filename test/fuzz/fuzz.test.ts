/**
 * A short run of the fuzzers; `npm run fuzz` is the long one.
 * @module
 */
import { test } from "node:test";
import { scratch } from "../tools/shell.ts";
import { fuzzPhotos } from "./photos.ts";
import { fuzzRequests } from "./requests.ts";
import { fuzzStreams } from "./streams.ts";

test("100 mutated photos", () => fuzzPhotos(scratch(), 2, 100));

test("60 mutated streams", () => fuzzStreams(scratch(), 2, 60));

test("400 mutated requests", () => fuzzRequests(scratch(), 2, 400));
