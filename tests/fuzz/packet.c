// SPDX-License-Identifier: MIT
/* Any bytes as a packet: whatever they are, nothing is read beyond them. The first two bytes say how long the packet
 * claims to have been.
 */
#include <stdlib.h>
#include <string.h>

#include "timeline/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct packet_field fields[PACKET_FIELDS_MAX];
	struct packet_event p;
	struct tcp_options options;
	struct icmp_error error;

	if (size < 2)
		return 0;
	uint32_t total = data[0] << 8 | data[1];
	uint8_t *raw = xmemdup(data + 2, size - 2); /* so that a sanitizer sees its end */
	if (packet_decode((struct bytes){ raw, size - 2 }, total, &p)) {
		size_t n = packet_fields(&p, fields);

		for (size_t i = 0; i < n; i++)
			if (fields[i].at + fields[i].len > p.raw.len)
				abort();
		if (p.payload_at + p.payload_len > total)
			abort();
		packet_tcp_options(&p, &options);
		packet_icmp(&p, &error);
	}
	free(raw);
	return 0;
}
