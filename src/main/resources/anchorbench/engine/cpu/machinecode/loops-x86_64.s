# The two loops whose speed is memory's, with what Java has no word for: prefetches, and stores that
# go around the cache. AVX2, and AVX-512BW with BMI2 where it says so; System V calling convention; no
# memory of their own, no relocations.
# scripts/assemble turns this into loops-x86_64.hex, which is what runs.

	.text

# void add_images(const uint8_t *pixels, int64_t size, const int32_t *order, const int32_t *runs,
#                 uint16_t *partial, int64_t pitch, const uint8_t *ahead)
#                 rdi, rsi, rdx, rcx, r8, r9, stack
#
# Adds images to the partial sums of their classes: runs is (class, count), (class, count), ... up to
# a count of 0, order the image numbers of all runs one after the other, pitch the bytes from one
# class's row of partial sums to the next. Meanwhile as many bytes from ahead on are fetched into the
# second-level cache. Reads and writes whole vectors of 16 pixels.
	.globl add_images
	.type add_images, @function
	.p2align 6
add_images:
	push %rbx
	push %rbp
	push %r12
	push %r13
	push %r14
	push %r15
	mov 56(%rsp), %r15
.Lrun:
	movslq 4(%rcx), %rbp
	test %rbp, %rbp
	jz .Ldone
	movslq (%rcx), %rbx
	add $8, %rcx
	imul %r9, %rbx
	add %r8, %rbx
	sub $4, %rbp
	jl .Lfewer
# Four images at once: one load and one store of the partial sums for the four of them.
.Lfour:
	movslq (%rdx), %r10
	movslq 4(%rdx), %r11
	movslq 8(%rdx), %r12
	movslq 12(%rdx), %r13
	add $16, %rdx
	imul %rsi, %r10
	imul %rsi, %r11
	imul %rsi, %r12
	imul %rsi, %r13
	add %rdi, %r10
	add %rdi, %r11
	add %rdi, %r12
	add %rdi, %r13
	xor %eax, %eax
.Lfour_pixels:
	vpmovzxbw (%r10,%rax), %ymm0
	vpmovzxbw (%r11,%rax), %ymm1
	vpmovzxbw (%r12,%rax), %ymm2
	vpmovzxbw (%r13,%rax), %ymm3
	prefetcht1 (%r15,%rax,4)
	vpaddw %ymm1, %ymm0, %ymm0
	vpaddw %ymm3, %ymm2, %ymm2
	vpaddw %ymm2, %ymm0, %ymm0
	vpaddw (%rbx,%rax,2), %ymm0, %ymm0
	vmovdqu %ymm0, (%rbx,%rax,2)
	add $16, %rax
	cmp %rsi, %rax
	jl .Lfour_pixels
	lea (%r15,%rsi,4), %r15
	sub $4, %rbp
	jge .Lfour
.Lfewer:
	add $4, %rbp
	jz .Lrun
.Lone:
	movslq (%rdx), %r10
	add $4, %rdx
	imul %rsi, %r10
	add %rdi, %r10
	xor %eax, %eax
.Lone_pixels:
	vpmovzxbw (%r10,%rax), %ymm0
	vpaddw (%rbx,%rax,2), %ymm0, %ymm0
	vmovdqu %ymm0, (%rbx,%rax,2)
	prefetcht1 (%r15,%rax)
	add $16, %rax
	cmp %rsi, %rax
	jl .Lone_pixels
	add %rsi, %r15
	dec %rbp
	jnz .Lone
	jmp .Lrun
.Ldone:
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbp
	pop %rbx
	vzeroupper
	ret
	.size add_images, . - add_images

# int64_t add_images_in_order(const uint8_t *pixels, int64_t size, const int32_t *labels,
#                             const int32_t *order, int64_t from, int64_t to,
#                             uint16_t *partial, int64_t pitch, int32_t *held)
#                             rdi, rsi, rdx, rcx, r8, r9, stack, stack, stack
#
# Adds images order[from] to order[to - 1], or from to to - 1 if order is null, to the partial sums of
# their classes, and counts them in held; pitch is the bytes from one class's row to the next. Ends
# before an image whose class holds 257 already, and returns its place, or to. AVX-512BW and BMI2.
#
# One image after the other is the order of memory, so that fetching a fixed distance ahead fetches
# what comes next. It has to reach over what a miss takes: at 2 KiB a tenth was still waited for.
	.globl add_images_in_order
	.type add_images_in_order, @function
	.p2align 6
	.set AHEAD, 6144
	.set FULL, 257
add_images_in_order:
	push %rbx
	push %rbp
	push %r12
	push %r13
	mov 40(%rsp), %r12
	mov 48(%rsp), %r13
	mov 56(%rsp), %rbp
# What is left of an image behind its last 64 pixels: k1 of the first 32 pixels, k2 of the others.
	mov %esi, %r10d
	and $63, %r10d
	mov $-1, %rax
	bzhi %r10, %rax, %rax
	kmovd %eax, %k1
	shr $32, %rax
	kmovd %eax, %k2
	jmp .Lnext_image
.Limage:
	mov %r8, %r10
	test %rcx, %rcx
	jz .Lnumbered
	movslq (%rcx,%r8,4), %r10
.Lnumbered:
	movslq (%rdx,%r10,4), %r11
	cmpl $FULL, (%rbp,%r11,4)
	je .Lfull
	incl (%rbp,%r11,4)
	imul %rsi, %r10
	add %rdi, %r10
	imul %r13, %r11
	add %r12, %r11
	mov %rsi, %rbx
	sub $64, %rbx
	jl .Lrest
.Lpixels:
	prefetcht0 AHEAD(%r10)
	vpmovzxbw (%r10), %zmm0
	vpmovzxbw 32(%r10), %zmm1
	vpaddw (%r11), %zmm0, %zmm0
	vpaddw 64(%r11), %zmm1, %zmm1
	vmovdqu16 %zmm0, (%r11)
	vmovdqu16 %zmm1, 64(%r11)
	add $64, %r10
	add $128, %r11
	sub $64, %rbx
	jge .Lpixels
.Lrest:
	cmp $-64, %rbx
	je .Lwhole
	prefetcht0 AHEAD(%r10)
	vpmovzxbw (%r10), %zmm0{%k1}{z}
	vpmovzxbw 32(%r10), %zmm1{%k2}{z}
	vpaddw (%r11), %zmm0, %zmm0{%k1}{z}
	vpaddw 64(%r11), %zmm1, %zmm1{%k2}{z}
	vmovdqu16 %zmm0, (%r11){%k1}
	vmovdqu16 %zmm1, 64(%r11){%k2}
.Lwhole:
	inc %r8
.Lnext_image:
	cmp %r9, %r8
	jl .Limage
.Lfull:
	mov %r8, %rax
	pop %r13
	pop %r12
	pop %rbp
	pop %rbx
	vzeroupper
	ret
	.size add_images_in_order, . - add_images_in_order

# void add_small_images(const uint8_t *pixels, int64_t size, const int32_t *labels, const int32_t *order,
#                       int64_t from, int64_t to, int32_t *sums, int64_t pitch, int32_t *counts)
#                       rdi, rsi, rdx, rcx, r8, r9, stack, stack, stack
#
# Adds images order[from] to order[to - 1], or from to to - 1 if order is null, to the sums of their
# classes, and counts them; pitch is the bytes from one class's row to the next. Sums of 32 bits are
# never full, so nothing is asked and nothing spilled between images, and no store has a mask. Reads
# and writes whole vectors of 8 pixels.
	.globl add_small_images
	.type add_small_images, @function
	.p2align 6
add_small_images:
	push %rbx
	push %rbp
	push %r12
	push %r13
	mov 40(%rsp), %r12
	mov 48(%rsp), %r13
	mov 56(%rsp), %rbp
	jmp .Lnext_small
.Lsmall:
	mov %r8, %r10
	test %rcx, %rcx
	jz .Lsmall_numbered
	movslq (%rcx,%r8,4), %r10
.Lsmall_numbered:
	movslq (%rdx,%r10,4), %r11
	incl (%rbp,%r11,4)
	imul %rsi, %r10
	add %rdi, %r10
	imul %r13, %r11
	add %r12, %r11
	xor %eax, %eax
.Lsmall_pixels:
	vpmovzxbd (%r10,%rax), %ymm0
	vpaddd (%r11,%rax,4), %ymm0, %ymm0
	vmovdqu %ymm0, (%r11,%rax,4)
	add $8, %rax
	cmp %rsi, %rax
	jl .Lsmall_pixels
	inc %r8
.Lnext_small:
	cmp %r9, %r8
	jl .Lsmall
	pop %r13
	pop %r12
	pop %rbp
	pop %rbx
	vzeroupper
	ret
	.size add_small_images, . - add_small_images

# void copy_rows(const uint8_t *pixels, int64_t size, const int32_t *image_of_row, int64_t from, int64_t
#                to, uint8_t *out)
#                rdi, rsi, rdx, rcx, r8, r9
#
# Copies the images image_of_row[from] to image_of_row[to - 1] one behind the other. The row 16 further
# on is fetched meanwhile. Reads and writes whole vectors of 32 pixels: what one row writes behind
# itself the next one replaces.
	.globl copy_rows
	.type copy_rows, @function
	.p2align 6
copy_rows:
	lea (%rdx,%rcx,4), %rcx
	lea (%rdx,%r8,4), %r8
	jmp .Lnext_row
.Lrow:
	movslq (%rcx), %r10
	imul %rsi, %r10
	add %rdi, %r10
	lea 64(%rcx), %rdx
	cmp %r8, %rdx
	cmovae %rcx, %rdx
	movslq (%rdx), %r11
	imul %rsi, %r11
	add %rdi, %r11
	add $4, %rcx
	xor %eax, %eax
.Lrow_pixels:
	prefetcht0 (%r11,%rax)
	vmovdqu (%r10,%rax), %ymm0
	vmovdqu %ymm0, (%r9,%rax)
	add $32, %rax
	cmp %rsi, %rax
	jl .Lrow_pixels
	add %rsi, %r9
.Lnext_row:
	cmp %r8, %rcx
	jb .Lrow
	vzeroupper
	ret
	.size copy_rows, . - copy_rows

# void gather(const uint8_t *pixels, int64_t size, const int32_t *image_of_row, int64_t from,
#             int64_t to, float *out, const float *scaling, int64_t plane)
#             rdi, rsi, rdx, rcx, r8, r9, stack, stack
#
# out[row, :] = fma(float32(pixels[image_of_row[row], :]), factor, offset) for rows from to to, with a
# pair of factor and offset in scaling for each plane of an image; plane is a multiple of 16, size of
# plane. AVX2 and FMA. The row eight further on is fetched meanwhile, one line in every 64 pixels.
# gather_around_cache stores without reading the written lines first; out is aligned to 32 bytes. It
# fetches into the second-level cache, which leaves the first level's few misses to its stores.
	.macro GATHER name, store, fetch
	.globl \name
	.type \name, @function
	.p2align 6
\name:
	push %rbx
	push %rbp
	push %r12
	mov 32(%rsp), %r12
	mov 40(%rsp), %rbp
	mov %rcx, %rax
	imul %rsi, %rax
	lea (%r9,%rax,4), %r9
	lea (%rdx,%rcx,4), %rcx
	lea (%rdx,%r8,4), %r8
	jmp 5f
1:	movslq (%rcx), %r10
	imul %rsi, %r10
	add %rdi, %r10
	lea 32(%rcx), %rdx
	cmp %r8, %rdx
	cmovae %rcx, %rdx
	movslq (%rdx), %r11
	imul %rsi, %r11
	add %rdi, %r11
	add $4, %rcx
	xor %eax, %eax
	xor %ebx, %ebx
	mov %r12, %rdx
2:	vbroadcastss (%rdx), %ymm5
	vbroadcastss 4(%rdx), %ymm4
	add $8, %rdx
	add %rbp, %rbx
3:	vpmovzxbd (%r10,%rax), %ymm0
	vpmovzxbd 8(%r10,%rax), %ymm1
	vcvtdq2ps %ymm0, %ymm0
	vcvtdq2ps %ymm1, %ymm1
	vfmadd213ps %ymm4, %ymm5, %ymm0
	vfmadd213ps %ymm4, %ymm5, %ymm1
	\store %ymm0, (%r9)
	\store %ymm1, 32(%r9)
	add $64, %r9
	test $48, %al
	jnz 4f
	\fetch (%r11,%rax)
4:	add $16, %rax
	cmp %rbx, %rax
	jl 3b
	cmp %rsi, %rax
	jl 2b
5:	cmp %r8, %rcx
	jb 1b
	pop %r12
	pop %rbp
	pop %rbx
	sfence
	vzeroupper
	ret
	.size \name, . - \name
	.endm

	GATHER gather, vmovups, prefetcht0
	GATHER gather_around_cache, vmovntps, prefetcht1
