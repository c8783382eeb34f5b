// @vitest-environment happy-dom
import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { newLeaf } from "@/components/rules/kinds/new-leaf";
import { type Draft, useDraft } from "@/components/rules/use-draft";
import type { RuleLeaf, SegmentRule } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";

const everyone: SegmentRule = { combinator: "and", rules: [newLeaf({ kind: "everyone" })] };
const of = (...rules: RuleLeaf[]): SegmentRule => ({ combinator: "and", rules });
const open = () => renderHook(() => useDraft(everyone, "draft of a test"));
const change = (draft: { current: Draft }, rule: SegmentRule) => act(() => draft.current.change(rule));
const situation = newLeaf({ kind: "situation" }) as Extract<RuleLeaf, { kind: "situation" }>;
const rank = newLeaf({ kind: "rank" }) as Extract<RuleLeaf, { kind: "rank" }>;

beforeEach(() => window.localStorage.clear());

describe("a draft", () => {
	it("is there again after a reload, and gone once it is saved", () => {
		const first = open();
		change(first.result, of(rank));
		first.unmount();
		const second = open();
		expect(withoutIds(second.result.current.rule)).toEqual(withoutIds(of(rank)));
		act(() => second.result.current.settle());
		second.unmount();
		expect(open().result.current.isChanged).toBe(false);
	});

	it("is not lost by a number that is being typed", () => {
		const first = open();
		const near = (km: number) => {
			const test = { kind: "near", latitude: 52.5, longitude: 13.4, km } as const;
			return of(rank, { ...situation, test });
		};
		change(first.result, near(50));
		change(first.result, near(0));
		first.unmount();
		expect(withoutIds(open().result.current.rule)).toEqual(withoutIds(near(50)));
	});

	it("goes back and forth", () => {
		const { result } = open();
		change(result, of(rank));
		act(() => result.current.undo());
		expect(withoutIds(result.current.rule)).toEqual(withoutIds(everyone));
		act(() => result.current.redo());
		expect(withoutIds(result.current.rule)).toEqual(withoutIds(of(rank)));
		expect(result.current.canRedo).toBe(false);
	});
});
