"use client";

import type { ReactNode } from "react";
import { ApiError } from "@/components/shell/api-error";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Button } from "@/components/ui/button";
import {
	Dialog,
	DialogContent,
	DialogDescription,
	DialogFooter,
	DialogHeader,
	DialogTitle,
} from "@/components/ui/dialog";

/** A form in a dialog: why it was refused, its fields, cancel and submit. */
export function FormDialog({
	open,
	onClose,
	title,
	description,
	failure,
	submitLabel,
	isPending,
	isReady = true,
	secondary,
	className,
	onSubmit,
	children,
}: {
	open: boolean;
	onClose: () => void;
	title: ReactNode;
	description?: ReactNode;
	/** Shown above the fields, unless the error names a field, which then shows it. */
	failure?: { title: string; error: unknown };
	submitLabel: string;
	isPending: boolean;
	/** False while something required is missing. */
	isReady?: boolean;
	/** Instead of Cancel. */
	secondary?: ReactNode;
	className?: string;
	onSubmit: (form: FormData) => void;
	children: ReactNode;
}) {
	return (
		<Dialog open={open} onOpenChange={(next) => !next && onClose()}>
			<DialogContent className={className}>
				<DialogHeader>
					<DialogTitle>{title}</DialogTitle>
					{description && <DialogDescription>{description}</DialogDescription>}
				</DialogHeader>
				<form
					method="post"
					className="grid gap-4"
					onSubmit={(event) => {
						event.preventDefault();
						onSubmit(new FormData(event.currentTarget));
					}}
				>
					{failure && isForNotice(failure.error) && (
						<ErrorNotice title={failure.title} error={failure.error} />
					)}
					{children}
					<DialogFooter>
						{secondary ?? (
							<Button variant="outline" onClick={onClose}>
								Cancel
							</Button>
						)}
						<Button type="submit" isPending={isPending} disabled={!isReady}>
							{submitLabel}
						</Button>
					</DialogFooter>
				</form>
			</DialogContent>
		</Dialog>
	);
}

function isForNotice(error: unknown): boolean {
	const namesField = error instanceof ApiError && error.issues.length > 0;
	return Boolean(error) && !namesField;
}

/** The server's message about one field of a form it refused. */
export function issueOf(error: unknown, field: string): string | undefined {
	return error instanceof ApiError ? error.issueAt(field) : undefined;
}
