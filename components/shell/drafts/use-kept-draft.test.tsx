// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newLeaf } from "@/components/rules/kinds/new-leaf";
import { type RuleDraft, useNewSegmentDraft, useRuleDraft } from "@/components/rules/use-rule-draft";
import type { DraftTrouble } from "@/components/shell/drafts/use-kept-draft";
import type { RuleLeaf, SegmentRule } from "@/lib/rules/rule";
import { unread } from "@/lib/rules/unread";
import { withoutIds } from "@/lib/rules/without-ids";

const key = "draft of a test";
const nothing: SegmentRule = { combinator: "and", rules: [] };
const everyone: SegmentRule = { combinator: "and", rules: [newLeaf({ kind: "everyone" })] };
const of = (...rules: RuleLeaf[]): SegmentRule => ({ combinator: "and", rules });
const open = (saved = everyone, version = 1) =>
	renderHook(
		(props: { saved: SegmentRule; version: number }) => useRuleDraft(props.saved, key, props.version),
		{
			initialProps: { saved, version },
		},
	);
type Opened = ReturnType<typeof open>;
const change = (draft: { current: RuleDraft }, rule: SegmentRule) => act(() => draft.current.change(rule));
const ruleOf = ({ result }: Opened) => withoutIds(result.current.rule);
const troubleOf = ({ result }: Opened): DraftTrouble => {
	const { trouble } = result.current;
	if (!trouble) throw new Error("the draft has no trouble");
	return trouble;
};
const situation = newLeaf({ kind: "situation" }) as Extract<RuleLeaf, { kind: "situation" }>;
const rank = newLeaf({ kind: "rank" }) as Extract<RuleLeaf, { kind: "rank" }>;

/** What another tab of the browser does, as this one is notified of it. */
function inAnotherTab(rule: SegmentRule | null) {
	const newValue = rule && JSON.stringify({ basedOn: 1, value: rule });
	if (newValue === null) window.localStorage.removeItem(key);
	else window.localStorage.setItem(key, newValue);
	act(() => {
		window.dispatchEvent(new StorageEvent("storage", { key, newValue }));
	});
}

beforeEach(() => window.localStorage.clear());
afterEach(cleanup);

describe("a draft", () => {
	it("is there again after a reload, and gone once it is saved", () => {
		const first = open();
		change(first.result, of(rank));
		first.unmount();
		const second = open();
		expect(ruleOf(second)).toEqual(withoutIds(of(rank)));
		act(() => second.result.current.settle());
		second.unmount();
		expect(open().result.current.isChanged).toBe(false);
	});

	it("keeps what is typed into a number field as typed", () => {
		const near = (km: number) => {
			const test = { kind: "near", latitude: 52.5, longitude: 13.4, km } as const;
			return of({ ...rank, value: unread("") }, { ...situation, test });
		};
		for (const km of [50, 0, unread("1 00")]) {
			const first = open();
			change(first.result, near(km));
			first.unmount();
			const second = open();
			expect(ruleOf(second)).toEqual(withoutIds(near(km)));
			second.unmount();
		}
	});

	it("undoes and redoes", () => {
		const draft = open();
		change(draft.result, of(rank));
		act(() => draft.result.current.undo());
		expect(ruleOf(draft)).toEqual(withoutIds(everyone));
		act(() => draft.result.current.redo());
		expect(ruleOf(draft)).toEqual(withoutIds(of(rank)));
		expect(draft.result.current.canRedo).toBe(false);
	});

	it("keeps the name of what is not saved yet, and undoes it", () => {
		const first = renderHook(() => useNewSegmentDraft(key, nothing));
		act(() => first.result.current.rename("Loyal"));
		act(() => first.result.current.begin(of(rank), "Best customers"));
		first.unmount();
		const { result } = renderHook(() => useNewSegmentDraft(key, nothing));
		expect(result.current.name).toBe("Loyal");
		expect(withoutIds(result.current.rule)).toEqual(withoutIds(of(rank)));
		act(() => result.current.undo());
		expect(result.current.name).toBe("");
	});
});

describe("a draft of what someone else has saved since", () => {
	it("is there after a reload, and says what it is based on", () => {
		const first = open();
		change(first.result, of(rank));
		first.unmount();
		const second = open(of(situation), 2);
		expect(ruleOf(second)).toEqual(withoutIds(of(rank)));
		expect(troubleOf(second)).toMatchObject({ kind: "outdated", basedOn: 1, version: 2 });
		expect(second.result.current.basedOn).toBe(1);
	});

	it("is continued, or discarded for the newer one; discarding can be undone", () => {
		const draft = open();
		change(draft.result, of(rank));
		draft.rerender({ saved: of(situation), version: 2 });
		expect(ruleOf(draft)).toEqual(withoutIds(of(rank)));
		act(() => troubleOf(draft).giveUp());
		expect(ruleOf(draft)).toEqual(withoutIds(of(situation)));
		expect(draft.result.current).toMatchObject({ isChanged: false, trouble: null, basedOn: 2 });
		act(() => draft.result.current.undo());
		expect(ruleOf(draft)).toEqual(withoutIds(of(rank)));
		draft.rerender({ saved: everyone, version: 3 });
		act(() => troubleOf(draft).goOn());
		expect(ruleOf(draft)).toEqual(withoutIds(of(rank)));
		expect(draft.result.current).toMatchObject({ trouble: null, basedOn: 3 });
	});

	it("follows while nothing was changed, and does not ask after one's own save", () => {
		const draft = open();
		draft.rerender({ saved: of(situation), version: 2 });
		expect(ruleOf(draft)).toEqual(withoutIds(of(situation)));
		expect(draft.result.current).toMatchObject({ trouble: null, canUndo: false });
		change(draft.result, of(rank));
		act(() => draft.result.current.settle());
		draft.rerender({ saved: of(rank), version: 3 });
		expect(draft.result.current).toMatchObject({ isChanged: false, trouble: null, basedOn: 3 });
		expect(window.localStorage.getItem(key)).toBeNull();
	});
});

describe("a draft in two tabs", () => {
	it("is not overwritten by this one without a confirmation", () => {
		const draft = open();
		change(draft.result, of(rank));
		inAnotherTab(of(situation));
		change(draft.result, of(rank, rank));
		expect(troubleOf(draft).kind).toBe("elsewhere");
		expect(window.localStorage.getItem(key)).toContain("situation");
		act(() => troubleOf(draft).goOn());
		expect(window.localStorage.getItem(key)).not.toContain("situation");
		expect(ruleOf(draft)).toEqual(withoutIds(of(rank, rank)));
	});

	it("shows the other's on request, and can be undone", () => {
		const draft = open();
		change(draft.result, of(rank));
		inAnotherTab(of(situation));
		act(() => troubleOf(draft).giveUp());
		expect(ruleOf(draft)).toEqual(withoutIds(of(situation)));
		expect(draft.result.current.trouble).toBeNull();
		act(() => draft.result.current.undo());
		expect(ruleOf(draft)).toEqual(withoutIds(of(rank)));
	});

	it("does not ask while both are equal", () => {
		const draft = open();
		change(draft.result, of(rank));
		inAnotherTab(of(rank));
		expect(draft.result.current.trouble).toBeNull();
		change(draft.result, of(rank, rank));
		expect(window.localStorage.getItem(key)).toContain("rank");
		expect(draft.result.current.trouble).toBeNull();
	});

	it("does not delete the other's when it becomes equal to what is saved here", () => {
		const draft = open(of(situation));
		inAnotherTab(of(situation));
		expect(draft.result.current.trouble).toBeNull();
		expect(window.localStorage.getItem(key)).toContain("situation");
	});

	it("says that the other tab has saved or discarded it", () => {
		const draft = open();
		change(draft.result, of(rank));
		inAnotherTab(null);
		expect(troubleOf(draft).kind).toBe("gone");
		act(() => troubleOf(draft).giveUp());
		expect(ruleOf(draft)).toEqual(withoutIds(everyone));
		expect(draft.result.current.trouble).toBeNull();
	});
});
