// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { callApi } from "@/components/shell/call-api";
// Loaded when needed; loaded up front here, so that a busy machine does not time out.
import "@/components/shell/session/sign-in-again";
import { SessionGuard } from "@/components/shell/session/session-guard";
import { mount } from "@/components/testing/mount";
import { workspaceApi } from "@/lib/workspaces/api";

const session = vi.hoisted(() => ({ isOpen: false }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh: () => {} }) }));
vi.mock("next-auth/react", () => ({
	signIn: async (_: string, { email, password }: { email: string; password: string }) => {
		session.isOpen = email === "ada@example.com" && password === "right";
		return session.isOpen ? { ok: true } : { ok: false, error: "wrong" };
	},
}));

const settings = {
	id: "wsp_1",
	slug: "acme",
	name: "Acme",
	timeZone: "Europe/Berlin",
	defaults: { goalEvent: null, valueProperty: null, currency: "USD", holdoutBp: 1000, windowDays: 14 },
	createdAt: "2026-11-01T09:00:00.000Z",
};
const refusal = {
	error: { code: "unauthenticated", message: "Send an API key as Authorization", requestId: "r1" },
};
let sent: string[] = [];

beforeEach(() => {
	session.isOpen = false;
	sent = [];
	vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
		sent.push(init.method ?? "GET");
		return session.isOpen ? Response.json(settings) : Response.json(refusal, { status: 401 });
	});
});

/** A page with half-typed input, which saves and polls by itself. */
function Page() {
	const [name, setName] = useState("");
	const [outcomes, setOutcomes] = useState<string[]>([]);
	const note = (outcome: string) => setOutcomes((before) => [...before, outcome]);
	const say = (work: Promise<{ name: string }>) =>
		void work.then(
			() => note("done"),
			(error: unknown) => note(error instanceof Error ? error.message : "failed"),
		);
	return (
		<>
			<SessionGuard />
			<input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
			<button type="button" onClick={() => say(callApi(workspaceApi.update, { body: { name } }))}>
				Save
			</button>
			<button type="button" onClick={() => say(callApi(workspaceApi.get, {}))}>
				Look
			</button>
			<ul aria-label="Outcomes">
				{outcomes.map((outcome, at) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: outcomes are only ever added
					<li key={at}>{outcome}</li>
				))}
			</ul>
		</>
	);
}

const outcomes = () => [...screen.getByLabelText("Outcomes").children].map(({ textContent }) => textContent);
const press = (name: string) => screen.getByRole("button", { name });

describe("a session that ends while someone works", () => {
	it("is renewed over the page, and pending requests finish with everything kept", async () => {
		const { user } = mount(<Page />);
		await user.type(screen.getByLabelText("Name"), "Half typed");
		await user.click(press("Look"));
		await screen.findByRole("dialog", { name: "You are signed out" });
		expect(screen.getByLabelText<HTMLInputElement>("Email").value).toBe("ada@example.com");
		await user.type(screen.getByLabelText("Password"), "wrong{Enter}");
		await screen.findByText(/Incorrect email/);
		expect(outcomes()).toEqual([]);
		await user.clear(screen.getByLabelText("Password"));
		await user.type(screen.getByLabelText("Password"), "right{Enter}");
		await waitFor(() => expect(outcomes()).toEqual(["done"]));
		expect(screen.queryByRole("dialog")).toBeNull();
		expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Half typed");
		expect(sent).toEqual(["GET", "GET"]);
	});

	it("asks once for all requests, and again only when someone does something", async () => {
		const { user } = mount(<Page />);
		await user.click(press("Look"));
		await screen.findByRole("dialog");
		await user.click(press("Not now"));
		const words = "You are signed out. Sign in again to continue; nothing was changed.";
		await waitFor(() => expect(outcomes()).toEqual([words]));
		await user.click(press("Look"));
		await waitFor(() => expect(outcomes()).toEqual([words, words]));
		expect(screen.queryByRole("dialog")).toBeNull();
		await user.click(press("Save"));
		await user.type(await screen.findByLabelText("Password"), "right{Enter}");
		await waitFor(() => expect(outcomes()).toEqual([words, words, "done"]));
	});

	it("continues when they have signed in in another tab", async () => {
		const { user } = mount(<Page />);
		await user.click(press("Save"));
		await screen.findByRole("dialog");
		session.isOpen = true;
		window.dispatchEvent(new Event("focus"));
		await waitFor(() => expect(outcomes()).toEqual(["done"]));
	});
});
