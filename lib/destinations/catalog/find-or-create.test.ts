import { describe, expect, it } from "vitest";
import { findOrCreate } from "@/lib/destinations/catalog/find-or-create";
import type { AudienceRequest, HttpResponse, RequestDescription, Turn } from "@/lib/destinations/contract";

const connection = { settings: {}, credentials: {} };
const input: AudienceRequest = { name: "VIP (Muster a1)", description: "x", ownId: "syn_a1" };
const request = (method: RequestDescription["method"], url: string): RequestDescription => ({
	method,
	url,
	headers: {},
});
const prepare = findOrCreate({
	name: "Net",
	buildFind: (_connection, _wanted, page) => request("GET", `/list?page=${page ?? "1"}`),
	readFind: (answer) => ({ ok: true, value: JSON.parse(answer.body) }),
	buildCreate: () => request("POST", "/create"),
	readCreate: (answer) =>
		answer.status === 200
			? { ok: true, value: JSON.parse(answer.body).id }
			: {
					ok: false,
					problem: { class: answer.status === 500 ? "transient" : "config", message: "m", detail: "d" },
				},
});
const body = (value: object): HttpResponse => ({ status: 200, headers: {}, body: JSON.stringify(value) });

/** Plays the conversation against answers, in order; returns the requests and the end. */
function play(answers: HttpResponse[]): { asked: string[]; end: Turn<string> } {
	const asked: string[] = [];
	let turn = prepare({ connection, input, memory: null, answer: null, at: new Date(0) });
	while (turn.kind === "ask" || turn.kind === "wait") {
		asked.push(`${turn.request.method} ${turn.request.url}`);
		const answer = answers.shift();
		if (!answer) throw new Error("asked once too often");
		turn = prepare({ connection, input, memory: turn.memory ?? null, answer, at: new Date(0) });
	}
	return { asked, end: turn };
}

describe("finding an audience before creating it", () => {
	it("takes the one on the third page", () => {
		const { asked, end } = play([
			body({ ids: [], next: "2" }),
			body({ ids: [], next: "3" }),
			body({ ids: ["238"], next: null }),
		]);
		expect(asked).toEqual(["GET /list?page=1", "GET /list?page=2", "GET /list?page=3"]);
		expect(end).toEqual({ kind: "done", value: "238" });
	});

	it("creates one only when no page has it", () => {
		const { asked, end } = play([
			body({ ids: [], next: "2" }),
			body({ ids: [], next: null }),
			body({ id: "9" }),
		]);
		expect(asked.at(-1)).toBe("POST /create");
		expect(end).toEqual({ kind: "done", value: "9" });
	});

	it("asks the user when there are two, on one page or on two", () => {
		for (const answers of [
			[body({ ids: ["1", "2"], next: null })],
			[body({ ids: ["1"], next: "2" }), body({ ids: ["2"], next: null })],
		]) {
			const { end } = play(answers);
			expect(end).toMatchObject({ kind: "failed", problem: { class: "config", detail: "ids 1, 2" } });
		}
		expect(play([body({ ids: ["1"], next: "2" }), body({ ids: ["1"], next: null })]).end).toMatchObject({
			kind: "done",
			value: "1",
		});
	});

	const failed = (status: number): HttpResponse => ({ status, headers: {}, body: "" });
	const none = body({ ids: [], next: null });

	it("looks again before it repeats a create that may have been carried out", () => {
		const { asked, end } = play([none, failed(500), body({ ids: ["7"], next: null })]);
		expect(asked).toEqual(["GET /list?page=1", "POST /create", "GET /list?page=1"]);
		expect(end).toEqual({ kind: "done", value: "7" });
		const second = play([none, failed(500), none, body({ id: "8" })]);
		expect(second.asked.filter((one) => one.startsWith("POST"))).toHaveLength(2);
		expect(second.end).toEqual({ kind: "done", value: "8" });
	});

	it("gives up for now after three creates, and at once when the network refuses", () => {
		const third = play([none, failed(500), none, failed(500), none, failed(500)]);
		expect(third.end).toMatchObject({
			kind: "failed",
			problem: { class: "throttled", retryAfterMs: 300_000 },
		});
		expect(play([none, failed(403)]).end).toMatchObject({ kind: "failed", problem: { class: "config" } });
	});
});
