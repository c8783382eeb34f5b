"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import {
	Dialog,
	DialogContent,
	DialogDescription,
	DialogFooter,
	DialogHeader,
	DialogTitle,
} from "@/components/ui/dialog";

/** Shows a secret that cannot be shown again. Only the button closes it, not a stray click outside. */
export function SecretOnce({
	secret,
	title,
	description,
	label,
	doneLabel = "I have stored it",
	className,
	onDone,
	children,
}: {
	secret: string | null;
	title: string;
	description: ReactNode;
	/** What the button beside it copies. */
	label: string;
	doneLabel?: string;
	className?: string;
	onDone: () => void;
	/** How to use it. */
	children?: ReactNode;
}) {
	return (
		<Dialog open={secret !== null}>
			<DialogContent
				className={className}
				showClose={false}
				onInteractOutside={(event) => event.preventDefault()}
				onEscapeKeyDown={(event) => event.preventDefault()}
			>
				<DialogHeader>
					<DialogTitle>{title}</DialogTitle>
					<DialogDescription asChild>
						<div>{description}</div>
					</DialogDescription>
				</DialogHeader>
				<div className="flex items-center gap-2">
					<code
						data-testid="secret"
						className="min-w-0 flex-1 select-all break-all rounded-md border border-border bg-muted px-3 py-2 font-mono text-sm"
					>
						{secret}
					</code>
					<CopyButton text={secret ?? ""} label={label} />
				</div>
				{children}
				<DialogFooter>
					<Button onClick={onDone}>{doneLabel}</Button>
				</DialogFooter>
			</DialogContent>
		</Dialog>
	);
}
