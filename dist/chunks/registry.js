// src/entries/wire/registry.ts
function registries({ context, hide, say }) {
	return async () => {
		const { openRegistry } = await import("./registry2.js");
		return openRegistry({
			environment: context.environment,
			hide,
			log: say
		});
	};
}

export { registries };