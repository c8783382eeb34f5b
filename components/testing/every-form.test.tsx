// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import fc from "fast-check";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { EditCampaignDialog } from "@/components/campaigns/edit-campaign-dialog";
import { ImportForm } from "@/components/campaigns/import-form";
import { NewCampaignPage } from "@/components/campaigns/new-campaign-page";
import { ConnectPage } from "@/components/destinations/connect-page";
import { shopNames } from "@/components/rules/testing/in-builder";
import { updateSegment } from "@/components/segments/api";
import { NewListDialog } from "@/components/segments/lists/new-list-dialog";
import { RenameDialog } from "@/components/segments/rename-dialog";
import { SourcesTab } from "@/components/sources/sources-tab";
import { NewSyncPage } from "@/components/syncs/new-sync-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import {
	destination,
	filledCampaign,
	importedFile,
	inspection,
	network,
	segment,
	segmentDetail,
	segmentId,
} from "@/components/testing/sample-answers";
import { CreateKeyDialog } from "@/components/workspaces/create-key-dialog";
import { InviteDialog } from "@/components/workspaces/invite-dialog";
import { WorkspaceSettings } from "@/components/workspaces/workspace-settings";
import { readTypedNumber } from "@/lib/kernel/typed-number";

vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	useRouter: () => ({ push: () => {}, refresh: () => {} }),
	usePathname: () => "/acme",
	useSearchParams: () => new URLSearchParams(),
}));

const list = (items: unknown[]) => ({ items, nextCursor: null });
const answers = {
	"GET /segments": list([segment]),
	"GET /destinations": list([destination]),
	"GET /destinations/networks": list([
		{
			...network,
			fields: ["account", "chunk"].map((name) => ({
				name,
				label: name === "account" ? "Account" : "Chunk",
				kind: name === "account" ? "text" : "number",
				help: "",
				isRequired: true,
				isSecret: false,
				isAdvanced: false,
				canGenerate: null,
				options: [],
				placeholder: "",
				initial: "",
			})),
		},
	]),
	"GET /catalog": shopNames,
	"GET /sources": list([]),
	"GET /workspace": {
		id: "wsp_1",
		slug: "acme",
		name: "Acme",
		timeZone: "Europe/Berlin",
		defaults: { goalEvent: null, valueProperty: null, currency: "USD", holdoutBp: 1000, windowDays: 14 },
		createdAt: "2026-11-01T09:00:00.000Z",
	},
	[`GET /imports/${importedFile.id}/inspection`]: inspection(
		["user_id", "treatment", "visit"],
		[["1", "none", "0"]],
	),
	[`POST /campaigns/imports/${importedFile.id}/values`]: {
		items: [
			{ value: "none", rows: 1 },
			{ value: "mail", rows: 1 },
		],
	},
};

const text = (shown: string) => shown.trim();
const typed = (shown: string) => shown;
const number = (shown: string) => readTypedNumber(shown);
const optional = (factor: number) => (shown: string) => {
	const value = readTypedNumber(shown.replace(/\s*%\s*$/, ""));
	return shown.trim() === "" ? null : value === null ? Number.NaN : value * factor;
};

type Form = {
	draw: () => ReactNode;
	/** Each text field, the path of its value in the request, and what the text means. */
	fields: [label: string, at: string, means: (shown: string) => unknown][];
	/** Choices required before anything is sent. */
	choose?: [label: string, option: RegExp][];
	submit: string | RegExp;
	to: string;
};

const forms: Record<string, Form> = {
	"a new campaign": {
		draw: () => <NewCampaignPage />,
		fields: [
			["Name", "name", text],
			["Conversion window (days)", "windowDays", number],
			["Cost (optional)", "costCents", optional(100)],
			["Currency", "currency", typed],
			["Smallest lift worth acting on (optional)", "effectWorthHaving", optional(0.01)],
		],
		choose: [
			["Who", /Loyal customers/],
			["Where", /Our Meta account/],
			["Goal", /Order Completed/],
		],
		submit: "Save as a draft",
		to: "POST /campaigns",
	},
	"a campaign being changed": {
		draw: () => <EditCampaignDialog campaign={filledCampaign} onClose={() => {}} />,
		fields: [
			["Name", "name", typed],
			["Cost, EUR", "costCents", optional(100)],
			["Smallest lift worth acting on (points)", "effectWorthHaving", optional(0.01)],
		],
		submit: "Save",
		to: `PATCH /campaigns/${filledCampaign.id}`,
	},
	"a new sync": {
		draw: () => <NewSyncPage segment={segmentId} destination={destination.id} />,
		fields: [["Name (optional)", "name", (shown) => (shown.trim() === "" ? undefined : shown)]],
		submit: "Create sync",
		to: "POST /syncs",
	},
	"a segment's name": {
		draw: () => (
			<RenameDialog
				segment={segmentDetail}
				open
				onOpenChange={() => {}}
				onSave={async (change) => void (await updateSegment(segmentId, change))}
			/>
		),
		fields: [
			["Name", "name", typed],
			["Description", "description", typed],
		],
		submit: "Save",
		to: `PATCH /segments/${segmentId}`,
	},
	"the workspace": {
		draw: () => <WorkspaceSettings />,
		fields: [
			["Name", "name", typed],
			["Time zone", "timeZone", typed],
		],
		submit: "Save",
		to: "PATCH /workspace",
	},
	"what a new campaign starts with": {
		draw: () => <WorkspaceSettings />,
		fields: [
			["Currency", "defaults.currency", typed],
			["Conversion window (days)", "defaults.windowDays", number],
		],
		submit: "Save defaults",
		to: "PATCH /workspace",
	},
	"a list": {
		draw: () => <NewListDialog kind="sql" onClose={() => {}} />,
		fields: [["Name", "name", typed]],
		submit: "Create list",
		to: "POST /lists",
	},
	"a key": {
		draw: () => <CreateKeyDialog open onOpenChange={() => {}} />,
		fields: [["Name", "name", typed]],
		submit: "Create",
		to: "POST /api-keys",
	},
	"an invitation": {
		draw: () => <InviteDialog open onOpenChange={() => {}} />,
		fields: [
			["Name", "name", typed],
			["Email", "email", typed],
		],
		submit: "Invite",
		to: "POST /members",
	},
	"a source": {
		draw: () => <SourcesTab ingestUrl="https://example.com" />,
		fields: [["New source", "name", typed]],
		submit: "Create source",
		to: "POST /sources",
	},
	"a connection": {
		draw: () => <ConnectPage networkSlug="meta" />,
		fields: [
			["Name", "name", typed],
			["Account", "values.account", (shown) => (shown.trim() === "" ? undefined : shown)],
			["Chunk", "values.chunk", (shown) => (shown.trim() === "" ? undefined : shown)],
		],
		submit: "Connect",
		to: "POST /destinations",
	},
	"a finished campaign": {
		draw: () => <ImportForm imported={importedFile} onStarted={() => {}} />,
		fields: [
			["Name of the campaign", "mapping.name", text],
			["Conversion window (days)", "mapping.windowDays", number],
			["Planned holdout, % (optional)", "mapping.holdoutShare", optional(0.01)],
			["Cost (optional)", "mapping.costCents", optional(100)],
			["Currency", "mapping.currency", typed],
		],
		submit: /^Import about/,
		to: `POST /campaigns/imports/${importedFile.id}/start`,
	},
};

const key = fc.constantFrom(..."0159.,-x% e", "{Backspace}", "{Delete}", "{ArrowLeft}", "{Home}");
const pasted = fc.constantFrom(
	"1 000",
	"12,5",
	"12,5,3",
	"1 00",
	"−5",
	"1,234.50",
	"0.005",
	"12.345",
	"0.07",
	"50 %",
);
const edits = fc.array(
	fc.tuple(fc.nat(10), fc.oneof(fc.array(key, { minLength: 1, maxLength: 5 }), pasted)),
	{ minLength: 1, maxLength: 3 },
);

function at(body: unknown, path: string): unknown {
	return path.split(".").reduce<unknown>(
		// Safe because it only reads.
		(part, step) => (part as Record<string, unknown> | undefined)?.[step],
		body,
	);
}

beforeEach(() => window.localStorage.clear());

describe("what a form sends is what its fields show, or it shows what is wrong", () => {
	it.each(Object.entries(forms))("of %s", async (_, { draw, fields, choose = [], submit, to }) => {
		await fc.assert(
			fc.asyncProperty(edits, async (typing) => {
				cleanup();
				window.localStorage.clear();
				const api = answerApi(answers);
				const { user, unmount } = mount(draw());
				const field = (label: string) => screen.findByLabelText<HTMLInputElement>(label);
				await field(fields[0]?.[0] ?? "");
				for (const [label, option] of choose) {
					await user.click(await screen.findByRole("combobox", { name: label }));
					await user.click(await screen.findByRole("option", { name: option }));
				}
				if (screen.queryByLabelText("Assigned on"))
					fireEvent.change(screen.getByLabelText("Assigned on"), { target: { value: "2026-03-08" } });
				for (const [which, keys] of typing) {
					const input = await field(fields[which % fields.length]?.[0] ?? "");
					await user.click(input);
					if (typeof keys === "string") {
						input.select();
						await user.paste(keys);
					} else for (const each of keys) await user.keyboard(each);
				}
				const shown = await Promise.all(fields.map(async ([label]) => (await field(label)).value));
				const button = screen.getByRole<HTMLButtonElement>("button", { name: submit });
				const isOffered = !button.disabled;
				if (isOffered) await user.click(button);
				const isInvalid = () =>
					!isOffered ||
					document.querySelector("[aria-invalid=true]") !== null ||
					[...document.querySelectorAll("input")].some((input) => !input.checkValidity());
				await waitFor(() => expect(api.sentTo(to).length > 0 || isInvalid()).toBe(true));
				const body = api.sentTo(to)[0];
				for (const [place, [label, path, means]] of fields.entries()) {
					expect((await field(label)).value, label).toBe(shown[place]);
					if (body === undefined) continue;
					const meant = means(shown[place] ?? "");
					const sent = at(body, path);
					if (typeof meant === "number") expect(sent, label).toBeCloseTo(meant, 9);
					else expect(sent, label).toEqual(meant);
				}
				unmount();
			}),
			{ numRuns: 6 },
		);
	});
});
