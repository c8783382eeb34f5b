"use client";

import type { ComponentProps } from "react";
import { showError } from "@/components/shell/show-error";
import { ConfirmDialog } from "@/components/ui/dialogs/confirm-dialog";

/** Asks, does it, and says so where it failed; the dialog stays then, so that it can be tried again. */
export function ConfirmAction({
	failTitle,
	onConfirm,
	...dialog
}: ComponentProps<typeof ConfirmDialog> & { failTitle: string; onConfirm: () => Promise<unknown> }) {
	const run = async () => {
		try {
			await onConfirm();
		} catch (error) {
			showError(failTitle, error);
			throw error;
		}
	};
	return <ConfirmDialog {...dialog} onConfirm={run} />;
}
