import { env } from "@/lib/platform/env";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { demoEmail, noteSeeded, openWorkspace } from "@/prisma/seed/open-workspace";
import { demo } from "@/prisma/seed/scenarios/demo";
import { empty } from "@/prisma/seed/scenarios/empty";
import { messy } from "@/prisma/seed/scenarios/messy";
import { starter } from "@/prisma/seed/scenarios/starter";

// npm run seed -- <scenario>. Every scenario has a workspace of its own; running it again does nothing.
const scenarios = { empty, starter, demo, messy };

const asked = process.argv[2] ?? "starter";
const scenario = Object.entries(scenarios).find(([name]) => name === asked)?.[1];
if (!scenario) {
	process.stderr.write(`There is no scenario "${asked}". There are: ${Object.keys(scenarios).join(", ")}.\n`);
	process.exit(1);
}
const print = (line: string) => process.stdout.write(`${line}\n`);
try {
	const startedAt = performance.now();
	const { ctx, isSeeded, password } = await openWorkspace(scenario.slug, scenario.name);
	if (isSeeded) {
		print(
			`The ${asked} data is there already: ${env.NEXTAUTH_URL}/${scenario.slug}, sign in as ${demoEmail}.`,
		);
	} else {
		await scenario.fill(ctx, (line) => process.stderr.write(`  ${line}\n`));
		await noteSeeded(ctx, asked);
		print(`Open ${env.NEXTAUTH_URL}/${scenario.slug} and sign in as ${demoEmail}, password ${password}`);
		if (scenario === demo || scenario === starter) {
			print("A person to follow through every screen: search People for maya.lindqvist@example.com.");
		}
		process.stderr.write(`  done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
	}
} finally {
	await closeWarehouse();
	await closeDatabase();
}
