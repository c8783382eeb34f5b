// The arguments of `npm run`, parsed before anything is installed, built, started or changed: a mistyped
// option must not start the product, and asking how keys are rotated must not rotate them.
import { readOptions } from "./read-options.mjs";
import { benchUsage, readBench } from "./run-bench.mjs";
import { chaosUsage, readChaos } from "./run-chaos.mjs";
import { readParts } from "./run-tests.mjs";
import { readTrigger } from "./run-trigger.mjs";
import { UserFacingError } from "./step.mjs";

const scenarios = ["starter", "demo", "empty", "messy"];

/** A command without options. */
const alone = (usage) => ({ usage, read: (rest) => readOptions(rest, {}, usage) });

/** How each command is called, what its own help adds (`more`), and how its arguments are parsed. */
const commands = {
	demo: {
		usage: `npm run demo            the whole thing, with demonstration data
npm run demo -- --check the main job without a browser; prints one JSON line`,
		read: (rest) => readOptions(rest, { check: { type: "boolean", default: false } }, commands.demo.usage),
	},
	start: alone("npm start               without data; prints the link that makes the first admin"),
	dev: alone("npm run dev             for working on it"),
	build: {
		usage: `npm run build           everything that runs, for an image or a machine of your own
npm run build -- --processes   without the web app`,
		read: (rest) =>
			readOptions(rest, { processes: { type: "boolean", default: false } }, commands.build.usage),
	},
	stores: alone(
		"node scripts/muster.mjs stores   only Postgres and the warehouse; prints the environment that reaches them",
	),
	test: {
		usage: `npm test                everything that CI runs
npm test -- unit db     some of it: unit, db, benchmarks, trigger, demo, e2e`,
		read: readParts,
	},
	verify: alone("npm run verify          format, types, architecture, dead code, unit tests"),
	e2e: {
		usage: "npm run test:e2e        tests in a browser; what stands behind -- goes to Playwright",
		read: (rest) => rest,
	},
	chaos: {
		usage:
			"npm run chaos           deliveries while everything goes wrong, in many random worlds; or ticks: a proof of hours",
		more: chaosUsage,
		read: readChaos,
	},
	seed: {
		usage: `npm run seed -- <name>  data of a scenario into the home folder: ${scenarios.join(", ")}`,
		read: (rest) => {
			const [scenario = "starter", ...more] = rest;
			if (!scenarios.includes(scenario) || more.length > 0)
				throw new UserFacingError(`There is no scenario "${rest.join(" ")}".\n\n${commands.seed.usage}`);
			return { scenario };
		},
	},
	"rotate-keys": alone("npm run rotate-keys     a new encryption key, and everything sealed again with it"),
	trigger: {
		usage: `npm run trigger -- check whether jobs can run on Trigger.dev, and what is missing
npm run trigger -- dev  a worker of Trigger.dev on this machine; -- deploy sends one there`,
		read: readTrigger,
	},
	bench: { usage: "npm run bench -- <name> a measurement of bench/", more: benchUsage, read: readBench },
};

/** All commands, a line for each way to call one. */
const everything = Object.values(commands)
	.map(({ usage }) => usage)
	.join("\n");

const isHelp = (word) => word === "--help" || word === "-h";

/**
 * Parses the arguments of `node scripts/muster.mjs`: the command with its options, or the requested help.
 * Throws a `UserFacingError` for anything unknown.
 */
export function readCommand([command = "help", ...rest]) {
	if (command === "help" || isHelp(command)) return { help: everything };
	if (!Object.hasOwn(commands, command))
		throw new UserFacingError(`There is no command ${command}.\n\n${everything}`);
	const { usage, more, read } = commands[command];
	if (rest.some(isHelp)) return { help: more ?? usage };
	return { command, options: read(rest) };
}
