"use client";

import type { ReactNode } from "react";
import { Alert, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";

/** The form in front of the app: sign-in, and first-run setup. */
export function EntryCard({
	title,
	note,
	problem,
	submitLabel,
	isPending,
	className,
	onSubmit,
	children,
}: {
	title: string;
	note?: string | undefined;
	problem: string | null;
	submitLabel: string;
	isPending: boolean;
	className?: string;
	onSubmit: (form: FormData) => void;
	children: ReactNode;
}) {
	return (
		<Card className={cn("w-full p-6", className)}>
			<h1 className="font-semibold text-lg tracking-tight">{title}</h1>
			{note && <p className="mt-1 text-muted-foreground text-sm">{note}</p>}
			<form
				method="post"
				className="mt-5 grid gap-4"
				onSubmit={(event) => {
					event.preventDefault();
					onSubmit(new FormData(event.currentTarget));
				}}
			>
				{problem && (
					<Alert variant="destructive">
						<AlertTitle className="font-normal">{problem}</AlertTitle>
					</Alert>
				)}
				{children}
				<Button type="submit" size="lg" isPending={isPending}>
					{submitLabel}
				</Button>
			</form>
		</Card>
	);
}
