"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { hasNode } from "@/components/rules/tree/has-node";
import { isUnder } from "@/components/rules/tree/is-under";
import type { RuleProblem } from "@/lib/rules/check/check-rule";

const none: RuleProblem[] = [];

/**
 * A condition that was just added is incomplete, which is not a mistake yet: its problems are shown once it
 * loses focus. Returns the problems to show in `edited`, a rule or an object containing one.
 */
export function useBegunNode(
	edited: unknown,
	checked: { ok: true } | { ok: false; problems: RuleProblem[] },
): { problems: RuleProblem[]; begin: (id: string) => void; leave: (id: string) => void } {
	const [begun, begin] = useState<string | null>(null);
	const leave = useCallback((id: string) => begin((now) => (now === id ? null : now)), []);
	// The new node is in the rule one render later at the earliest; once it was there and is gone, it is not
	// new anymore.
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
