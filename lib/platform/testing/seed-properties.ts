import fc from "fast-check";
import { testSeed } from "@/lib/platform/testing/test-seed";

// Every property of a run has the same seed, also those that name none.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: testSeed });
