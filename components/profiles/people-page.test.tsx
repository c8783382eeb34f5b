// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { PeoplePage } from "@/components/profiles/people-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { segment as sample, segmentId as segment } from "@/components/testing/sample-answers";

const place = vi.hoisted(() => ({ search: "" }));
vi.mock("next/navigation", () => ({
	useParams: () => ({ workspace: "acme" }),
	usePathname: () => "/acme/profiles",
	useRouter: () => ({ push: vi.fn() }),
	useSearchParams: () => new URLSearchParams(place.search),
}));
beforeEach(() => window.history.replaceState(null, "", "/acme/profiles"));

const maya = { uid: 7, isKnown: true, name: "Maya Lindqvist", email: "m@x.example", userId: "u7" };
const segments = {
	items: [
		{ ...sample, id: segment, name: "Champions", servedVersion: 1 },
		{ ...sample, id: "seg_0000000000abcdefghjkmnpqrt", name: "Never built", servedVersion: null },
	],
	nextCursor: null,
};

function open(search: string, pages: { items: unknown[]; nextCursor: string | null }[]) {
	place.search = search;
	const queries: string[] = [];
	answerApi({
		"GET /profiles/counts": { known: 3, anonymous: 0, asOf: "2026-11-30T00:00:00.000Z" },
		"GET /segments": segments,
	});
	const others = fetch;
	vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
		if (!address.startsWith("/api/v1/profiles?")) return await others(address, init);
		queries.push(address.slice(address.indexOf("?") + 1));
		return Response.json(pages[queries.length - 1] ?? { items: [], nextCursor: null });
	});
	return { ...mount(<PeoplePage />), queries };
}

it("keeps searching automatically until someone is found", async () => {
	const { queries } = open("q=lindq", [
		{ items: [], nextCursor: "131072" },
		{ items: [{ ...maya, firstSeenAt: "2026-11-01T00:00:00.000Z" }], nextCursor: "64" },
	]);
	expect(await screen.findByRole("link", { name: "Maya Lindqvist" })).toBeTruthy();
	expect(queries.map((query) => new URLSearchParams(query).get("cursor"))).toEqual([null, "131072"]);
	expect(screen.getByRole("button", { name: "Show more people" })).toBeTruthy();
});

it("says what a search covers when no one is found", async () => {
	open("q=zzz", [{ items: [], nextCursor: null }]);
	expect(await screen.findByText("No one is found by “zzz”")).toBeTruthy();
	expect(screen.getByText(/anywhere in name, email address, user ID and phone/)).toBeTruthy();
});

it("requests the segment, the kind and the words in the URL, and shows them", async () => {
	const { queries } = open(`q=may&known=true&segment=${segment}`, []);
	await waitFor(() =>
		expect(screen.getByRole("combobox", { name: "Segment" }).textContent).toBe("Champions"),
	);
	expect(screen.getByRole("combobox", { name: "Known or anonymous" }).textContent).toBe("Known people");
	const query = new URLSearchParams(queries[0]);
	expect(Object.fromEntries(query)).toEqual({ q: "may", known: "true", segment, limit: "50" });
});

it("offers segments that have people, and puts the choice into the URL", async () => {
	const { user } = open("", []);
	const choice = await screen.findByRole("combobox", { name: "Segment" });
	await waitFor(() => expect(choice.textContent).toBe("Whole workspace"));
	await user.click(choice);
	expect((await screen.findAllByRole("option")).map(({ textContent }) => textContent)).toEqual([
		"Whole workspace",
		"Champions",
	]);
	await user.click(screen.getByRole("option", { name: "Champions" }));
	expect(window.location.search).toBe(`?segment=${segment}`);
});
