// SPDX-License-Identifier: MIT
#include "tui/view.h"

enum reaction view_keys_act(
	const struct view_keys *keys, struct screen *screen, void *self, int key)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->rows[i].key == key || (keys->rows[i].other && keys->rows[i].other == key))
			return keys->rows[i].act(screen, self);
	return REACT_PASS;
}
