"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

/** A form as a page's main content: its fields, and its actions at the foot. */
export function FormCard({
	submitLabel,
	isPending,
	isReady = true,
	secondary,
	onSubmit,
	children,
}: {
	submitLabel: string;
	isPending: boolean;
	/** False while there is nothing to send. */
	isReady?: boolean;
	/** Beside it at the foot. */
	secondary?: ReactNode;
	onSubmit: () => void;
	children: ReactNode;
}) {
	return (
		<Card className="max-w-2xl p-4 sm:p-6">
			<form
				method="post"
				className="grid gap-5"
				onSubmit={(event) => {
					event.preventDefault();
					if (isReady) onSubmit();
				}}
			>
				{children}
				<div className="flex flex-wrap justify-end gap-2 border-border border-t pt-4">
					{secondary}
					<Button type="submit" disabled={!isReady} isPending={isPending}>
						{submitLabel}
					</Button>
				</div>
			</form>
		</Card>
	);
}
