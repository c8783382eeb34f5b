// `npm run demo -- --check`: the main job without a browser, through the HTTP API alone, from generated files
// to a measured lift. Prints one JSON line; its numbers are recounted by scripts/recount-check.mjs.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundleProcesses, generateClient } from "./build.mjs";
import { wanted, whatPeopleDid, writeInput } from "./check-input.mjs";
import { ensurePackages } from "./ensure-packages.mjs";
import { Visitor } from "./http-visitor.mjs";
import { openStack } from "./open-stack.mjs";
import { run } from "./run.mjs";
import { explain, step, UserFacingError } from "./step.mjs";

/** Polls until `look` returns something, or reports what it waited for. */
async function until(what, look, seconds = 120) {
	const end = Date.now() + seconds * 1000;
	while (Date.now() < end) {
		const found = await look();
		if (found) return found;
		await sleep(200);
	}
	throw new UserFacingError(`Waited ${seconds} seconds for ${typeof what === "function" ? what() : what}.`);
}

async function importFile(visitor, kind, file, mapping, consent) {
	const query = new URLSearchParams({ kind, fileName: path.basename(file) });
	const uploaded = await visitor.request("POST", `/api/v1/imports?${query}`, {
		type: "text/csv",
		body: await readFile(file),
	});
	await visitor.api("POST", `/imports/${uploaded.id}/start`, {
		mapping: { kind, file: { delimiter: ",", encoding: "utf-8", hasHeader: true }, zone: "UTC", ...mapping },
		consent,
	});
	return until(`the import of ${path.basename(file)}`, async () => {
		const now = await visitor.api("GET", `/imports/${uploaded.id}`);
		if (now.status === "failed" || now.status === "cancelled")
			throw new UserFacingError(`The import ${now.status}: ${now.error}`);
		return now.status === "finished" ? now : undefined;
	});
}

async function mainJob(stack, folder, counts) {
	const visitor = new Visitor(stack.url);
	const owner = { email: "check@example.com", password: "correct horse battery staple" };
	let result = { ok: true, ...counts };

	await step("Making the first admin, signing in, making an API key", async () => {
		const { workspaceSlug } = await visitor.api("POST", "/setup", {
			code: stack.setupCode,
			name: "Check",
			workspaceName: "Check",
			timeZone: "UTC",
			...owner,
		});
		await visitor.signIn(owner.email, owner.password, workspaceSlug);
		const { token } = await visitor.api("POST", "/api-keys", { name: "check", role: "admin" });
		visitor.useKey(token);
	});

	await step("Importing people and events", async () => {
		const trait = (name) => ({ column: name, role: { as: "trait", name, type: "string" } });
		const id = { column: "customer_id", role: { as: "identifier", kind: "user_id" } };
		const people = await importFile(
			visitor,
			"people",
			path.join(folder, "people.csv"),
			{
				columns: [
					id,
					{ column: "email", role: { as: "identifier", kind: "email" } },
					trait("plan"),
					trait("country"),
					{ column: "ads_ok", role: { as: "ignore" } },
				],
			},
			{ kind: "column", purposes: ["advertising"], column: 4, yes: ["yes"] },
		);
		const events = await importFile(
			visitor,
			"events",
			path.join(folder, "events.csv"),
			{
				columns: [
					id,
					{ column: "event", role: { as: "event" } },
					{ column: "time", role: { as: "time", date: "iso" } },
					{ column: "revenue", role: { as: "property", name: "revenue", type: "number", number: "1234.5" } },
				],
			},
			{ kind: "none" },
		);
		result = { ...result, people: people.rowsAccepted, events: events.rowsAccepted };
		return `${people.rowsAccepted} people, ${events.rowsAccepted} events`;
	});

	let segment;
	await step("Drawing a segment", async () => {
		const created = await visitor.api("POST", "/segments", {
			name: "Pro customers who order",
			rule: {
				combinator: "and",
				rules: [
					{ kind: "trait", field: "plan", type: "string", operator: "equals", value: wanted.plan },
					{
						kind: "event",
						field: wanted.event,
						aggregate: { kind: "count" },
						operator: ">=",
						value: wanted.atLeast,
						window: { kind: "last", amount: wanted.days, unit: "days" },
					},
				],
			},
		});
		segment = await until("the segment's size", async () => {
			const now = await visitor.api("GET", `/segments/${created.id}`);
			return now.size !== null && !now.isRefreshing ? now : undefined;
		});
		result = { ...result, asOf: segment.asOf, segmentSize: segment.size };
		return `${segment.size} people`;
	});

	let campaign;
	await step("Launching a campaign with a holdout at the sandbox network", async () => {
		const networks = await visitor.api("GET", "/destinations/networks");
		const meta = networks.items.find((network) => network.slug === "meta");
		if (!meta?.sandboxValues) throw new UserFacingError("The sandbox network is not running.");
		const destination = await visitor.api("POST", "/destinations", {
			network: "meta",
			name: "Sandbox",
			values: meta.sandboxValues,
		});
		const draft = await visitor.api("POST", "/campaigns", {
			name: "Renew",
			segmentId: segment.id,
			destinationId: destination.id,
			holdoutBp: 1000,
			goalEvent: wanted.goal,
			valueProperty: "revenue",
		});
		campaign = await visitor.api("POST", `/campaigns/${draft.id}/launch`);
		await until("the first delivery", async () => {
			const syncs = await visitor.api("GET", `/syncs?campaignId=${draft.id}`);
			const last = syncs.items[0]?.lastRun;
			if (last?.status === "failed")
				throw new UserFacingError(`The delivery failed: ${JSON.stringify(last.error)}`);
			return last?.finishedAt ? last : undefined;
		});
		campaign = await visitor.api("GET", `/campaigns/${draft.id}`);
		const syncs = await visitor.api("GET", `/syncs?campaignId=${draft.id}`);
		result = { ...result, delivered: syncs.items[0].delivered, heldOut: campaign.assigned.heldOut };
		return `${result.delivered} delivered, ${result.heldOut} held out`;
	});

	await step("Sending what people did next, reading the lift", async () => {
		const { token } = await visitor.api("POST", "/sources", { name: "Shop" });
		const goals = await whatPeopleDid(stack.env.SANDBOX_URL, folder, Date.parse(result.asOf));
		for (let at = 0; at < goals.length; at += 200) {
			const batch = goals.slice(at, at + 200).map((goal, offset) => ({
				type: "track",
				event: wanted.goal,
				messageId: `goal-${at + offset}`,
				userId: goal.userId,
				timestamp: new Date().toISOString(),
				properties: { revenue: goal.revenue },
			}));
			await visitor.request("POST", "/v1/batch", {
				body: { batch },
				headers: { Authorization: `Basic ${Buffer.from(`${token}:`).toString("base64")}` },
			});
		}
		const live = await visitor.api("GET", `/lift/${campaign.id}`);
		if (live.people.treatedOpen !== result.delivered || live.people.holdoutOpen !== result.heldOut) {
			throw new UserFacingError(
				`The running campaign's lift knows other people: ${JSON.stringify(live.people)}`,
			);
		}
		// Its window is days long. Its outcome is imported as a finished campaign's file, and read at once.
		const lift = await importOutcomes(visitor, path.join(folder, "outcomes.csv"));
		const primaryOf = (read) => read.metrics.find((metric) => metric.isPrimary);
		const primary = primaryOf(lift);
		const value = lift.metrics.find((metric) => metric.kind === "value");
		const arm = (name) => ({
			people: primary[name].people,
			converted: primary[name].sum,
			value: Math.round((value?.[name].sum ?? 0) * 100) / 100,
		});
		const difference = primary.difference.known ? primary.difference.figure : undefined;
		result.lift = {
			treated: arm("treated"),
			heldOut: arm("holdout"),
			absolute: difference ? Math.round(difference.value * 1e9) / 1e9 : null,
			low: difference?.low ?? null,
			high: difference?.high ?? null,
		};
		return `${result.lift.treated.converted} of ${result.lift.treated.people} against ${result.lift.heldOut.converted} of ${result.lift.heldOut.people}`;
	});
	return result;
}

async function importOutcomes(visitor, file) {
	const query = new URLSearchParams({ kind: "campaign", fileName: "outcomes.csv" });
	const uploaded = await visitor.request("POST", `/api/v1/imports?${query}`, {
		type: "text/csv",
		body: await readFile(file),
	});
	const { campaignId } = await visitor.api("POST", `/campaigns/imports/${uploaded.id}/start`, {
		mapping: {
			name: "Renew, finished",
			file: { delimiter: ",", encoding: "utf-8", hasHeader: true },
			columns: ["customer_id", "group", "renewed", "revenue"],
			person: { by: "column", column: 0 },
			arm: {
				column: 1,
				values: [
					{ value: "sent", arm: "treated" },
					{ value: "held out", arm: "holdout" },
				],
			},
			time: null,
			assignedAt: new Date(Date.now() - 30 * 86_400_000).toISOString(),
			windowDays: 14,
			metrics: [
				{ column: 2, name: "renewed", kind: "conversion", isPrimary: true },
				{ column: 3, name: "revenue", kind: "value", isPrimary: false },
			],
			currency: "USD",
			costCents: null,
			holdoutShare: 0.1,
		},
	});
	await until("the import of the outcomes", async () => {
		const now = await visitor.api("GET", `/imports/${uploaded.id}`);
		if (now.status === "failed" || now.status === "cancelled")
			throw new UserFacingError(`The import ${now.status}: ${now.error}`);
		return now.status === "finished" ? now : undefined;
	});
	return visitor.api("GET", `/lift/${campaignId}`);
}

/** Runs the check on a Muster of its own, in a temporary folder. Returns the exit code. */
export async function checkDemo(root, { onStack = () => {}, isPrepared = false } = {}) {
	const folder = await mkdtemp(path.join(tmpdir(), "muster-check-"));
	let stack;
	try {
		if (!isPrepared) {
			await ensurePackages(root);
			await step("Generating the database client", () => generateClient(root));
			await step("Bundling the processes", () => bundleProcesses(root));
		}
		const counts = writeInput(folder, Date.now());
		stack = await openStack(root, { web: "production", home: path.join(folder, "home"), port: 0 });
		onStack(stack);
		const result = await mainJob(stack, folder, counts);
		const line = JSON.stringify(result);
		await step("Counting again from the files and the network alone", async () => {
			const { code, output } = await run(
				process.execPath,
				["scripts/recount-check.mjs", folder, stack.env.SANDBOX_URL, line],
				{ cwd: root, quiet: true },
			);
			if (code !== 0) throw new UserFacingError(`Another count comes to other numbers:\n${output.trim()}`);
			return "the same";
		});
		console.log(line);
		return 0;
	} catch (error) {
		console.error(explain(error));
		console.log(JSON.stringify({ ok: false, reason: explain(error).split("\n")[0] }));
		return 1;
	} finally {
		await stack?.stop();
		if (!process.env.MUSTER_KEEP) await rm(folder, { recursive: true, force: true });
	}
}
