"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { hasNode } from "@/components/rules/tree/has-node";
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
	// What was begun is in the rule one drawing later at the earliest; once it was there and is gone, it is no longer begun.
	const isThere = useMemo(() => begun !== null && hasNode(edited, begun), [edited, begun]);
	const wasThere = useRef<string | null>(null);
	useEffect(() => {
		if (isThere) wasThere.current = begun;
		else if (begun !== null && begun === wasThere.current) leave(begun);
	}, [isThere, begun, leave]);
	const problems = useMemo(() => {
		if (checked.ok) return none;
		return checked.problems.filter(({ path }) => begun === null || !isUnder(edited, path, begun));
	}, [edited, checked, begun]);
	return { problems, begin, leave };
}
