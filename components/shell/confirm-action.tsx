"use client";

import type { ComponentProps } from "react";
import { showError } from "@/components/shell/show-error";
import { ConfirmDialog } from "@/components/ui/dialogs/confirm-dialog";

/** Asks for confirmation, runs the action, and reports a failure; the dialog then stays open for a retry. */
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
