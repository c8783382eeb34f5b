"use client";

import { creations } from "@/components/shell/creations";
import { footNavigation, mainNavigation } from "@/components/shell/navigation";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { may } from "@/lib/workspaces/policy";

type Shortcut = { label: string; keys: readonly string[] };

const anywhere: Shortcut[] = [
	{ label: "Search and commands", keys: ["Ctrl", "K"] },
	{ label: "Search this list", keys: ["/"] },
	{ label: "Save", keys: ["Ctrl", "S"] },
	{ label: "Launch, create or confirm", keys: ["Ctrl", "Enter"] },
	{ label: "Close", keys: ["Esc"] },
	{ label: "Keyboard shortcuts", keys: ["?"] },
];

const inBuilder: Shortcut[] = [
	{ label: "Undo", keys: ["Ctrl", "Z"] },
	{ label: "Redo", keys: ["Ctrl", "Shift", "Z"] },
	{ label: "Add the next condition", keys: ["Enter"] },
	{ label: "Copy a condition", keys: ["Ctrl", "C"] },
	{ label: "Paste a condition", keys: ["Ctrl", "V"] },
	{ label: "Move a condition", keys: ["Alt", "↑ ↓"] },
	{ label: "Into a group, out of it", keys: ["Alt", "Shift", "→ ←"] },
];

/** Every shortcut this person can use. */
export function ShortcutsDialog({
	open,
	onOpenChange,
}: {
	open: boolean;
	onOpenChange: (open: boolean) => void;
}) {
	const { role } = useWorkspace();
	const places = [...mainNavigation, ...footNavigation]
		.filter(({ action }) => may(role, action))
		.map(({ label, key }) => ({ label, keys: ["G", key.toUpperCase()] }));
	const created = creations.flatMap(({ label, key, action }) =>
		key && may(role, action) ? [{ label, keys: ["C", key.toUpperCase()] }] : [],
	);
	return (
		<Dialog open={open} onOpenChange={onOpenChange}>
			<DialogContent className="max-w-2xl">
				<DialogHeader>
					<DialogTitle>Keyboard shortcuts</DialogTitle>
					<DialogDescription>On a Mac, ⌘ works as Ctrl does.</DialogDescription>
				</DialogHeader>
				<div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
					<Shortcuts title="Anywhere" shortcuts={anywhere} />
					<Shortcuts title="Go to" shortcuts={places} />
					{created.length > 0 && <Shortcuts title="Create" shortcuts={created} />}
					<Shortcuts title="In the segment builder" shortcuts={inBuilder} />
				</div>
			</DialogContent>
		</Dialog>
	);
}

function Shortcuts({ title, shortcuts }: { title: string; shortcuts: readonly Shortcut[] }) {
	return (
		<section aria-label={title} className="grid content-start gap-1.5 text-sm">
			<h3 className="font-medium">{title}</h3>
			<dl className="grid gap-1">
				{shortcuts.map(({ label, keys }) => (
					<div key={label} className="flex items-center justify-between gap-3">
						<dt className="text-muted-foreground">{label}</dt>
						<dd className="flex gap-0.5">
							{keys.map((key) => (
								<Kbd key={key}>{key}</Kbd>
							))}
						</dd>
					</div>
				))}
			</dl>
		</section>
	);
}
