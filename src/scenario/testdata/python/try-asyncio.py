import asyncio
async def work(n):
    await asyncio.sleep(0.01 * n)
    return n * 2
async def main():
    print(await asyncio.gather(work(2), work(1)))
    t = asyncio.create_task(work(3))
    print(await t)
asyncio.run(main())
