"use client";

import { useCallback, useMemo, useState } from "react";
import { isUnder } from "@/components/rules/tree/is-under";
import type { RuleProblem } from "@/lib/rules/check/check-rule";

const none: RuleProblem[] = [];

/**
 * A condition that was just added is incomplete, which is no mistake yet: its problems are shown once it was left.
 * Returns the problems to show in `edited`, a rule or what holds one.
 */
export function useBegunNode(
	edited: unknown,
	checked: { ok: true } | { ok: false; problems: RuleProblem[] },
): { problems: RuleProblem[]; begin: (id: string) => void; leave: (id: string) => void } {
	const [begun, begin] = useState<string | null>(null);
	const leave = useCallback((id: string) => begin((now) => (now === id ? null : now)), []);
	const problems = useMemo(() => {
		if (checked.ok) return none;
		return checked.problems.filter(({ path }) => begun === null || !isUnder(edited, path, begun));
	}, [edited, checked, begun]);
	return { problems, begin, leave };
}
