"use client";

import { useState } from "react";
import { useTestValues } from "@/components/destinations/api";
import { errorsByField } from "@/components/destinations/connection-fields";
import { ApiError } from "@/components/shell/api-error";
import type { TestResult } from "@/lib/destinations/contracts";

/** A connection's typed values, their errors by field, and the outcome of the last test or attempt. */
export function useConnectionForm(first: Record<string, string>) {
	const [values, setValues] = useState(first);
	const [errors, setErrors] = useState<Record<string, string>>({});
	const [outcome, setOutcome] = useState<TestResult | null>(null);
	const test = useTestValues();
	const show = (result: TestResult) => {
		setErrors(errorsByField(result.issues));
		setOutcome(result);
	};
	/** Runs an action with the values; on failure, shows errors at the fields and below them. */
	const attempt = async (work: () => Promise<unknown>) => {
		try {
			await work();
		} catch (error) {
			setErrors(errorsByField(error instanceof ApiError ? error.issues : []));
			setOutcome({
				ok: false,
				message: error instanceof Error ? error.message : "Something went wrong. Try again.",
				detail: error instanceof ApiError ? `request ${error.requestId ?? "unknown"}` : null,
				issues: [],
			});
		}
	};
	return {
		values,
		errors,
		outcome,
		isTesting: test.isPending,
		change: (field: string, value: string) => {
			setValues((before) => ({ ...before, [field]: value }));
			setErrors(({ [field]: _gone, ...rest }) => rest);
			setOutcome(null);
		},
		/** Replaces all values. */
		replace: (next: Record<string, string>) => {
			setValues(next);
			setErrors({});
			setOutcome(null);
		},
		attempt,
		runTest: (body: Parameters<typeof test.mutateAsync>[0]["body"]) =>
			attempt(async () => show(await test.mutateAsync({ body }))),
	};
}
