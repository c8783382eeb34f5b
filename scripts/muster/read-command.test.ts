import { expect, it } from "vitest";
// @ts-expect-error plain JavaScript without types: it runs before anything is installed.
import { readCommand } from "./read-command.mjs";

const everyCommand = [
	"demo",
	"start",
	"dev",
	"stores",
	"test",
	"verify",
	"e2e",
	"chaos",
	"seed",
	"rotate-keys",
	"trigger",
	"bench",
];

it.each(everyCommand)("%s says how it is called, and does nothing else", (command) => {
	for (const word of ["--help", "-h"]) {
		expect(readCommand([command, word])).toEqual({ help: expect.stringContaining("n") });
		expect(readCommand([command, "--check", word])).toHaveProperty("help");
	}
});

it.each([[[]], [["help"]], [["--help"]], [["-h"]]])("%j lists every command", (words) => {
	const { help } = readCommand(words);
	for (const command of everyCommand)
		expect(help).toMatch(new RegExp(`npm (run )?(test:)?${command}|mjs ${command}`));
});

it.each([
	[["demo", "--chek"], /--chek.*\n[\s\S]*npm run demo -- --check/],
	[["demo", "check"], /Unexpected argument 'check'/],
	[["start", "--port", "3005"], /--port/],
	[["rotate-keys", "--dry-run"], /--dry-run/],
	[["verify", "unit"], /Unexpected argument 'unit'/],
	[["test", "unit", "dbs"], /There is no part dbs: unit, db/],
	[["seed", "demos"], /There is no scenario "demos"[\s\S]*starter, demo/],
	[["seed", "demo", "starter"], /There is no scenario "demo starter"/],
	[["chaos", "tick"], /There is no proof tick[\s\S]*npm run chaos -- ticks/],
	[["chaos", "ticks", "--worlds", "some"], /--worlds some is no whole number/],
	[["chaos", "ticks", "--worlds", "0"], /--worlds 0 is no whole number from 1/],
	[["chaos", "ticks", "--world", "1"], /Unknown option '--world'/],
	[["trigger", "depoly"], /not depoly/],
	[["bench"], /Say which measurement/],
	[["bench", "constructor"], /Say which measurement/],
	[["bench", "preview", "--people", "1e3"], /--people 1e3 is no whole number/],
	[["bench", "preview", "--peopel", "10"], /Unknown option '--peopel'/],
	[["bench", "ingest", "--second", "1"], /Unknown option '--second'/],
	[["bench", "import", "--rows", "-5"], /--rows/],
	[["bench", "steady", "--rate", "0"], /--rate 0 is no whole number from 1/],
	[["strat"], /There is no command strat/],
])("%j is refused in a sentence, before anything is started", (words, sentence) => {
	expect(() => readCommand(words)).toThrow(sentence);
});

it("parses known commands", () => {
	expect(readCommand(["demo"])).toMatchObject({ command: "demo", options: { check: false } });
	expect(readCommand(["demo", "--check"])).toMatchObject({ options: { check: true } });
	expect(readCommand(["seed"])).toMatchObject({ options: { scenario: "starter" } });
	expect(readCommand(["test", "db"])).toMatchObject({ options: { only: ["db"] } });
	expect(readCommand(["chaos", "ticks", "--worlds", "1"])).toMatchObject({
		options: { worlds: 1, first: 0, isQuiet: false },
	});
	for (const words of [["chaos"], ["chaos", "--json"], ["chaos", "sync"]]) {
		expect(readCommand(words)).toMatchObject({
			options: { name: "sync", worlds: 200, json: words.includes("--json") },
		});
	}
	expect(readCommand(["bench", "ingest", "--seconds", "1"])).toMatchObject({
		options: { name: "ingest", rest: ["--seconds", "1"] },
	});
	expect(readCommand(["bench", "preview", "--small"])).toMatchObject({
		options: { plan: { people: 20_000, events: 400_000 } },
	});
});
